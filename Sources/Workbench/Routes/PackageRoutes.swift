import Calculation
import Documents
import FoundationEssentials
import Glibc
import Inventories
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
                    made: made, files: packageFiles.filter(names.contains), view: View(space, request)
                ).markup())
        },
        Route(
            method: .post, path: "/api/package", text: Label("生成上报包并检查", "make the package and check it"),
            body: .json([
                Parameter("key", "签名私钥（PEM）", "private key to sign with (PEM)"),
                Parameter("certificate", "证书（PEM）", "certificate (PEM)"),
            ]), limit: 1 << 18
        ) { space, request in
            struct Body: Decodable {
                let key: String?
                let certificate: String?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            var found = Findings()
            let result = county.assessment.inventory.computed(
                in: county.assessment.context, groupings: [], balance: true, findings: &found)
            let package = try ReportPackage(county.assessment, result: result, findings: found)
            let key = body.key.map { MemoryFile(Array($0.utf8)) }
            let certificate = body.certificate.map { MemoryFile(Array($0.utf8)) }
            let identity = try key.map {
                try SigningIdentity(keyFile: $0.path, certificateFile: (certificate ?? $0).path)
            }
            let folder = space.folder + "/.lantian/package"
            mkdir(space.folder + "/.lantian", 0o777)
            var options = ReportOptions(language: View(space, request).language, identity: identity, force: true)
            options.formats = [.xml, .xlsx, .html]
            try Report(package).write(to: folder, options: options)
            let made = await Verifier(VerificationOptions(factors: space.factors)).verify(folder + "/report.xml")
            return .json(made.json)
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

/// A file in memory that has a path while it lives: what reads files by path reads it, and no disk ever holds it.
private final class MemoryFile {
    private let descriptor: Int32

    init(_ bytes: [UInt8]) {
        var generator = SystemRandomNumberGenerator()
        let name = "/dev/shm/lantian-" + String(generator.next(), radix: 16)
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(name)
        var done = 0
        while descriptor >= 0, done < bytes.count {
            let wrote = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            guard wrote > 0 else { break }
            done += wrote
        }
    }

    /// Its path in this process.
    var path: String { "/proc/self/fd/\(descriptor)" }

    deinit { if descriptor >= 0 { close(descriptor) } }
}
