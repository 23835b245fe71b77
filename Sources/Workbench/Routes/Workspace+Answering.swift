import FoundationEssentials
import Tables

extension Workspace {
    /// Answers a request.
    public func answer(_ request: Request) async -> Response {
        var route: Route?
        do {
            let found = try Routes.route(of: request)
            route = found
            if let problem = gate.refusal(
                of: request, isAPI: found.isAPI, needsSession: found.needsSession, port: port)
            {
                throw problem
            }
            guard request.body.count <= found.limit else { throw Problem.tooLarge }
            if case .json = found.body {
                let type = request.headers["content-type"] ?? ""
                guard type.prefix(while: { $0 != ";" && $0 != " " }).lowercased() == "application/json" else {
                    throw Problem.wrongType
                }
            }
            return try await found.work(self, request)
        } catch {
            let problem = Problem(error)
            if let route, !route.isAPI, request.path != "/openapi.json" {
                return .page(ProblemPage(problem).markup(View(self, request)), status: problem.status)
            }
            return problem.response
        }
    }

    /// How many bytes a request's body may have, by its route; asked before the body is read.
    public static let bodyLimit: @Sendable (Request) -> Int = { Routes.limit(of: $0) }
}

extension Request {
    /// The body as a value.
    func decoded<Value: Decodable>() throws -> Value {
        do { return try JSONDecoder().decode(Value.self, from: Data(body)) } catch { throw Problem.badBody }
    }
}
