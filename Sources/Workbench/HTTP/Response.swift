/// An answer.
public struct Response: Sendable {
    /// The status of HTTP.
    public var status: Int
    /// The headers of this answer; those of every answer are added when it is sent.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]
    /// What is sent piece by piece in the place of a body, until it returns or the other side is gone; it is called on the
    /// connection's own thread, and is given what sends a piece and says whether anybody still reads.
    public var stream: (@Sendable (_ send: (String) -> Bool) -> Void)?

    /// An answer.
    public init(_ status: Int, type: String? = nil, body: [UInt8] = [], headers: [(name: String, value: String)] = []) {
        self.status = status
        self.headers = (type.map { [("Content-Type", $0)] } ?? []) + headers
        self.body = body
    }

    /// A value as JSON.
    static func json(_ value: JSON, status: Int = 200) -> Response {
        Response(status, type: "application/json; charset=utf-8", body: Array(value.text.utf8))
    }

    /// A page.
    static func page(_ markup: Markup, status: Int = 200) -> Response {
        Response(status, type: "text/html; charset=utf-8", body: Array(markup.html.utf8))
    }

    /// Events as a browser listens to them (server-sent events).
    static func events(_ stream: @escaping @Sendable (_ send: (String) -> Bool) -> Void) -> Response {
        var response = Response(200, type: "text/event-stream; charset=utf-8")
        response.stream = stream
        return response
    }

    /// A file to be kept: browsers show none of it as a page.
    static func download(_ bytes: [UInt8], name: String, type: String) -> Response {
        Response(
            200, type: type, body: bytes,
            headers: [("Content-Disposition", "attachment; filename=\"\(name)\"")])
    }

    /// The value of a header.
    public func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// What every answer says to a browser: run and show nothing but what this program serves, keep nothing, frame nothing.
    public static let guards: [(name: String, value: String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"), ("Cache-Control", "no-store"),
    ]

    /// The answer as it is sent; one connection takes one request.
    func bytes(withBody: Bool = true) -> [UInt8] {
        var head = "HTTP/1.1 \(status) \(Response.phrases[status] ?? "Status")\r\n"
        for (name, value) in headers + Response.guards { head += "\(name): \(value)\r\n" }
        if stream == nil { head += "Content-Length: \(body.count)\r\n" }
        head += "Connection: close\r\n\r\n"
        return Array(head.utf8) + (withBody ? body : [])
    }

    private static let phrases = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 303: "See Other", 400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict",
        411: "Length Required", 413: "Content Too Large", 415: "Unsupported Media Type", 421: "Misdirected Request",
        422: "Unprocessable Content", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
        501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported",
    ]
}
