import Tables

/// One address with what it does: what is served, and what the description of the interface is made of.
struct Route: Sendable {
    /// A value in the query.
    struct Parameter: Sendable {
        let name: String
        let text: Label
        var isRequired = false
    }

    /// What is sent as body.
    enum Body: Sendable {
        case none
        /// A JSON object with these members.
        case json([Parameter])
        /// The bytes of a file.
        case file
    }

    /// What answers.
    typealias Work = @Sendable (isolated Workspace, Request) async throws -> Response

    let method: Request.Method
    let path: String
    let text: Label
    var parameters: [Parameter] = []
    var body = Body.none
    /// How many bytes the body may have.
    var limit = 0
    var needsSession = true
    let work: Work

    /// Whether programs ask it; else it is a page or a part of one.
    var isAPI: Bool { path.hasPrefix("/api/") }
}

/// All addresses.
enum Routes {
    /// Everything that is served, in the order of the description.
    static let all: [Route] =
        Routes.start + Routes.county + Routes.reviewer
        + Routes.importing + Routes.work

    /// The pages of a county and what they ask.
    static let county: [Route] = inventory + grid + planning + sureness + solving + progressing + packages + history

    /// The route of a request; the path is compared as a whole, never looked for on the disk.
    static func route(of request: Request) throws(Problem) -> Route {
        let own = all.filter { $0.path == request.path }
        guard !own.isEmpty else { throw .noRoute }
        let method: Request.Method = request.method == .head ? .get : request.method
        guard let route = own.first(where: { $0.method == method }) else { throw .wrongMethod }
        return route
    }

    /// How many bytes a request's body may have.
    static func limit(of request: Request) -> Int { (try? route(of: request).limit) ?? 0 }

    /// What begins a session, and what pages are made of.
    private static let start: [Route] = [
        Route(
            method: .get, path: "/open", text: Label("以口令开始", "begin with the token"), needsSession: false
        ) { space, _ in .page(OpenPage.markup(space.language)) },
        Route(
            method: .get, path: "/workbench.css", text: Label("样式", "style"), needsSession: false
        ) { _, _ in Response(200, type: "text/css; charset=utf-8", body: PackageResources.workbench_css) },
        Route(
            method: .get, path: "/workbench.js", text: Label("页面程序", "script of the pages"), needsSession: false
        ) { _, _ in Response(200, type: "text/javascript; charset=utf-8", body: PackageResources.workbench_js) },
        Route(
            method: .get, path: "/import.js", text: Label("导入页和任务的程序", "script of imports and jobs"),
            needsSession: false
        ) { _, _ in Response(200, type: "text/javascript; charset=utf-8", body: PackageResources.import_js) },
        Route(
            method: .post, path: "/api/session", text: Label("以口令换取会话", "a session for the token"),
            body: .json([Parameter("token", "启动时打印的口令", "the token printed at the start", isRequired: true)]),
            limit: 1 << 10, needsSession: false
        ) { space, request in
            struct Body: Decodable { let token: String }
            let body: Body = try request.decoded()
            guard Gate.isSame(body.token, space.gate.token) else { throw Problem.noSession }
            return Response(204, headers: [space.gate.cookieHeader(port: space.port)])
        },
        Route(
            method: .get, path: "/openapi.json", text: Label("接口说明", "description of the interface")
        ) { _, _ in .json(OpenAPI.description) },
    ]

    typealias Parameter = Route.Parameter
}

extension Route.Parameter {
    init(_ name: String, _ zh: String, _ en: String, isRequired: Bool = false) {
        self.init(name: name, text: Label(zh, en), isRequired: isRequired)
    }
}
