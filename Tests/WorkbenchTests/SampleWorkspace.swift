import Foundation
import Lantian
import TestSupport

@testable import Workbench

/// An invented county with a plan, and a workbench of it that is asked without a socket.
struct SampleWorkspace {
    let folder: TemporaryFolder
    let space: Workspace
    static let port = 8750

    init(
        program: String = Repository.program, limits: JobLimits = JobLimits(),
        _ change: (TemporaryFolder) throws -> Void = { _ in }
    ) throws {
        folder = try TemporaryFolder()
        try InventedCounty.write(folder.path, region: "659000", seed: 1)
        try folder.write(InventedCounty.plan, to: "plans/invented.yaml")
        try change(folder)
        space = Workspace(
            folder: folder.path, factors: Repository.factors, language: .zh, port: SampleWorkspace.port,
            program: program,
            limits: limits)
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
        try await answer(method, path, query, body: body).value()
    }

    /// What comes of a ledger that is sent.
    func send(_ ledger: [UInt8], named name: String) async -> Response {
        var request = request(.post, "/api/import", [("name", name)])
        request.headers["content-type"] = "application/octet-stream"
        request.body = ledger
        return await space.answer(request)
    }

    /// The same, with how its reading ended.
    func read(_ ledger: String, named name: String = "锅炉.csv") async throws -> (ledger: String, job: Job) {
        let sent = await send(Array(ledger.utf8), named: name)
        let id = try sent.value()["ledger"] as? String ?? ""
        return (id, try await finished(sent))
    }

    /// The job that an answer is about, when it is over.
    func finished(_ response: Response) async throws -> Job {
        let value = try response.value()
        let number = (value["job"] as? [String: Any])?["job"] as? Int ?? value["job"] as? Int
        guard response.status == 202, let number else { throw NoJob(text: response.text) }
        for _ in 0..<1500 {
            if let job = space.jobs.job(number), job.isOver { return job }
            try await Task.sleep(for: .milliseconds(40))
        }
        throw NoJob(text: "job \(number) does not end")
    }

    /// An answer that no job came of.
    struct NoJob: Error {
        let text: String
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
    /// The body as a JSON object.
    func value() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}
