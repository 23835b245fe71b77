import Factors
import Glibc
import Reports
import Tables

extension Routes {
    /// What a reviewer asks.
    static let reviewer: [Route] = [
        Route(method: .get, path: "/api/inbox", text: Label("收件箱的核查结论", "the verdicts of the inbox")) { space, _ in
            .json(.list(try await space.currentInbox().verifications.map(\.json)))
        },
        Route(
            method: .post, path: "/api/inbox", text: Label("放入一个 report.xml 并核查", "take in a report.xml and check it"),
            body: .file, limit: 128 << 20
        ) { space, request in
            guard !space.isCounty else { throw Problem.noRoute }
            guard !request.body.isEmpty else { throw Problem.badBody }
            let name = try Inbox.take(request.body, into: space.folder)
            let inbox = try await space.currentInbox()
            guard let own = inbox.verifications.first(where: { $0.file == "\(space.folder)/\(name)/report.xml" }) else {
                throw Problem.badBody
            }
            return .json(own.json, status: 201)
        },
        Route(method: .get, path: "/api/receipt", text: Label("回执（XML）", "the receipt (XML)")) { space, _ in
            let receipt = Receipt(try await space.currentInbox().verifications)
            return .download(try receipt.xml(), name: "receipt.xml", type: "application/xml")
        },
        Route(
            method: .post, path: "/api/merge", text: Label("写出通过的包的汇总包", "write the package of all accepted ones"),
            body: .json([]), limit: 1 << 10
        ) { space, request in
            guard let merged = try await space.currentInbox().merged else {
                throw Problem(409, "nothing-accepted", "没有通过的包", "no package was accepted")
            }
            mkdir(space.folder + "/.lantian", 0o777)
            var options = ReportOptions(language: View(space, request).language, force: true)
            options.formats = [.xml, .xlsx, .html]
            let files = try Report(merged).write(to: space.folder + "/.lantian/merged", options: options)
            return .json(
                .object([
                    ("parts", .count(merged.parts.count)),
                    ("files", .list(files.map { .text(".lantian/merged/" + $0) })),
                ]))
        },
    ]
}

extension Workspace {
    /// The packages as the folder has them now, checked again where any has changed.
    func currentInbox() async throws -> Inbox {
        guard !isCounty else { throw Problem.noRoute }
        let stamp = FolderStamp(folder)
        if let inbox, inbox.stamp == stamp { return inbox.inbox }
        let read = await Inbox.read(folder, factors: factors, names: try regionNames())
        inbox = (stamp, read)
        return read
    }

    /// The names of regions by their codes.
    func regionNames() throws -> @Sendable (String) -> Label? {
        let regions = try factorLibrary().vocabularies["county_code"]
        return { code in regions.word(exactly: code)?.label }
    }

    /// The inbox as a page.
    func inboxPage(_ request: Request) async throws -> Response {
        let inbox = try await currentInbox()
        return .page(
            InboxPage(
                inbox: inbox, pollutant: request.value("pollutant"), names: try regionNames(), view: View(self, request)
            ).markup())
    }
}
