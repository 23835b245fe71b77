import Calculation
import Tables

/// The description of the interface (OpenAPI 3.1), made from the routes themselves.
enum OpenAPI {
    /// The description.
    static var description: JSON {
        var paths: [(String, JSON)] = []
        for route in Routes.all where !paths.contains(where: { $0.0 == route.path }) {
            let own = Routes.all.filter { $0.path == route.path }
            paths.append((route.path, .object(own.map { ($0.method.rawValue.lowercased(), operation($0)) })))
        }
        return .object([
            ("openapi", .text("3.1.0")),
            (
                "info",
                .object([
                    ("title", .text("Lantian 蓝天 workbench")), ("version", .text(ProgramVersion.text)),
                ])
            ),
            ("security", .list([.object([("bearer", .list([]))]), .object([("session", .list([]))])])),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    (
                        "securitySchemes",
                        .object([
                            ("bearer", .object([("type", .text("http")), ("scheme", .text("bearer"))])),
                            (
                                "session",
                                .object([
                                    ("type", .text("apiKey")), ("in", .text("cookie")), ("name", .text("lantian-PORT")),
                                ])
                            ),
                        ])
                    )
                ])
            ),
        ])
    }

    private static func operation(_ route: Route) -> JSON {
        var members: [(String, JSON)] = [("summary", .text(route.text.en)), ("description", .text(route.text.zh))]
        if !route.needsSession { members.append(("security", .list([]))) }
        if !route.parameters.isEmpty {
            members.append(
                (
                    "parameters",
                    .list(
                        route.parameters.map { parameter in
                            .object([
                                ("name", .text(parameter.name)), ("in", .text("query")),
                                ("required", .truth(parameter.isRequired)),
                                ("description", .text("\(parameter.text.zh) / \(parameter.text.en)")),
                                ("schema", .object([("type", .text("string"))])),
                            ])
                        })
                ))
        }
        switch route.body {
        case .none: break
        case .file:
            members.append(
                (
                    "requestBody",
                    .object([
                        ("required", .truth(true)),
                        ("content", .object([("application/octet-stream", .object([]))])),
                    ])
                ))
        case .json(let parameters):
            let schema = JSON.object([
                ("type", .text("object")),
                ("required", .list(parameters.filter(\.isRequired).map { .text($0.name) })),
                (
                    "properties",
                    .object(
                        parameters.map {
                            ($0.name, .object([("description", .text("\($0.text.zh) / \($0.text.en)"))]))
                        })
                ),
            ])
            members.append(
                (
                    "requestBody",
                    .object([
                        ("required", .truth(true)),
                        ("content", .object([("application/json", .object([("schema", schema)]))])),
                    ])
                ))
        }
        let problem = JSON.object([
            ("description", .text("refused, with what was found")),
            ("content", .object([("application/problem+json", .object([]))])),
        ])
        members.append(
            ("responses", .object([("2XX", .object([("description", .text("done"))])), ("4XX", problem)])))
        return .object(members)
    }
}
