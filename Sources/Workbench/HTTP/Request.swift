/// A request of a browser or a program, read whole.
public struct Request: Sendable {
    /// What is asked for.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case patch = "PATCH"

        /// Whether something may change.
        var writes: Bool { self == .post || self == .patch }
    }

    /// What is asked for.
    public var method: Method
    /// The path without its escapes; it names a route, never a file.
    public var path: String
    /// What stands behind the question mark, in its order.
    public var query: [(name: String, value: String)]
    /// The headers by their names in small letters; none stands twice.
    public var headers: [String: String]
    /// The body.
    public var body: [UInt8]

    /// A request.
    public init(
        _ method: Method, _ path: String, query: [(name: String, value: String)] = [], headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// The first value of a name in the query, or `nil` where it is not there or empty.
    public func value(_ name: String) -> String? {
        query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// A cookie of that name.
    func cookie(_ name: String) -> String? {
        for part in (headers["cookie"] ?? "").split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if pair.count == 2, pair[0] == name { return String(pair[1]) }
        }
        return nil
    }
}
