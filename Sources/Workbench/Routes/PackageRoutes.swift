import Documents
import FoundationEssentials
import Reports
import Tables

extension Routes {
    private static let packageFiles = ["report.xml", "report.xlsx", "report.html"]

    /// The package for the level above.
    static let packages: [Route] = [
        Route(method: .get, path: "/package", text: Label("上报包", "the package")) { space, request in
            _ = try space.currentCounty()
            let folder = space.folder + "/.lantian/package"
            let names = FolderNames.all(in: folder)
            let made =
                names.contains("report.xml")
                ? await Verifier(VerificationOptions(factors: space.factors)).verify(folder + "/report.xml") : nil
            return .page(
                PackagePage(
                    made: made, files: packageFiles.filter(names.contains),
                    job: space.jobs.last(.package, of: "package"), view: View(space, request)
                ).markup())
        },
        Route(
            method: .get, path: "/api/package", text: Label("上报包的核查结论", "the verdict on the package that was made")
        ) { space, _ in
            _ = try space.currentCounty()
            guard FolderNames.all(in: space.folder + "/.lantian/package").contains("report.xml") else {
                throw Problem(404, "no-package", "还没有生成上报包", "no package was made yet")
            }
            let made = await Verifier(VerificationOptions(factors: space.factors)).verify(
                space.folder + "/.lantian/package/report.xml")
            return .json(made.json)
        },
        Route(
            method: .post, path: "/api/package", text: Label("生成上报包（任务）", "make the package (a job)"),
            body: .json([
                Parameter("key", "签名私钥（PEM）", "private key to sign with (PEM)"),
                Parameter("certificate", "证书（PEM）", "certificate (PEM)"),
            ]), limit: 1 << 18
        ) { space, request in
            let body: PackageWork.Input = try request.decoded()
            _ = try space.currentCounty()
            let job = try space.jobs.start(
                .package, of: "package", title: Finding.fileName(space.folder),
                input: Array(try JSONEncoder().encode(body)), in: View(space, request).language)
            return .json(job.json, status: 202)
        },
        Route(
            method: .get, path: "/api/package/file", text: Label("下载上报包的文件", "a file of the package"),
            parameters: [Parameter("name", "文件名", "file name", isRequired: true)]
        ) { space, request in
            guard let name = packageFiles.first(where: { $0 == request.value("name") }) else {
                throw Problem.unknown("name", request.value("name") ?? "")
            }
            let bytes = try InputFile.bytes(of: space.folder + "/.lantian/package/" + name)
            return .download(bytes, name: name, type: "application/octet-stream")
        },
    ]
}

extension Verification {
    /// The verdict as programs read it.
    var json: JSON {
        .object([
            ("accepted", .truth(isAccepted)), ("digest", .text(digest)),
            ("region", package.map { .text($0.header.region) } ?? .null),
            ("year", package.map { .count($0.header.year) } ?? .null), ("standing", .text(standing.rawValue)),
            ("signer", signer.map { .text($0.subject) } ?? .null),
            (
                "findings",
                .list(
                    all.map { stage, finding in
                        .object([("stage", .count(stage.rawValue)), ("finding", finding.json)])
                    })
            ),
        ])
    }
}
