import Foundation
import Lantian
import TestSupport

@testable import Workbench

/// An invented county with a plan, and a workbench of it that is asked without a socket.
struct SampleWorkspace {
    let folder: TemporaryFolder
    let space: Workspace
    static let port = 8750

    init(_ change: (TemporaryFolder) throws -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        try InventedCounty.write(folder.path, region: "659000", seed: 1)
        try folder.write(InventedCounty.plan, to: "plans/invented.yaml")
        try change(folder)
        space = Workspace(folder: folder.path, factors: Repository.factors, language: .zh, port: SampleWorkspace.port)
    }

    /// A request of a page of the session.
    func request(
        _ method: Request.Method, _ path: String, _ query: [(name: String, value: String)] = [], body: String = ""
    ) -> Request {
        var headers = [
            "host": "127.0.0.1:8750", "cookie": "other=1; lantian-8750=\(space.gate.session)",
            "sec-fetch-site": "same-origin",
        ]
        if method.writes {
            headers["origin"] = "http://127.0.0.1:8750"
            headers["content-type"] = "application/json"
            headers[Gate.wordHeader] = space.gate.word
        }
        return Request(method, path, query: query, headers: headers, body: Array(body.utf8))
    }

    /// What comes of it.
    func answer(
        _ method: Request.Method, _ path: String, _ query: [(name: String, value: String)] = [], body: String = ""
    ) async -> Response {
        await space.answer(request(method, path, query, body: body))
    }

    /// What comes of it as JSON.
    func value(
        _ method: Request.Method, _ path: String, _ query: [(name: String, value: String)] = [], body: String = ""
    ) async throws -> [String: Any] {
        let response = await answer(method, path, query, body: body)
        return try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any] ?? [:]
    }

    /// The text of a file of the folder.
    func text(_ name: String) throws -> String { String(decoding: try folder.bytes(of: name), as: UTF8.self) }

    /// What the command line would compute: the folder read and computed anew.
    func emission(of pollutant: String = "NOx") throws -> Mass {
        let folder = try InventoryFolder(folder.path, options: .init(factors: Repository.factors))
        return try folder.emissions().result.total(of: pollutant)
    }
}

extension Response {
    var text: String { String(decoding: body, as: UTF8.self) }
}
