import Glibc
import Tables

/// Who may ask what: the token of the start, the session that it becomes, and where a request comes from.
///
/// The token is known to who started the program. A page exchanges it for a cookie that scripts cannot read; a program
/// may send it as `Authorization: Bearer`. A request that writes also carries the word that only pages of this server
/// know, and comes from them.
struct Gate: Sendable {
    /// The token, in the fragment of the address that is opened.
    let token: String
    /// The value of the session's cookie.
    let session: String
    /// The word that requests from pages carry when they write.
    let word: String

    /// New secrets of 256 bits each.
    init() {
        token = Gate.secret()
        session = Gate.secret()
        word = Gate.secret()
    }

    /// The header of the word.
    static let wordHeader = "x-lantian-word"

    /// The name of the cookie; ports share cookies, so it names its own.
    static func cookie(_ port: Int) -> String { "lantian-\(port)" }

    /// The cookie that a session is given.
    func cookieHeader(port: Int) -> (name: String, value: String) {
        ("Set-Cookie", "\(Gate.cookie(port))=\(session); Path=/; HttpOnly; SameSite=Strict")
    }

    /// Why a request to an address is refused, or `nil`: one of the interface for programs, one that a session must have begun for.
    func refusal(of request: Request, isAPI: Bool, needsSession: Bool, port: Int) -> Problem? {
        guard Gate.hosts(port).contains(request.headers["host"] ?? "") else { return .foreignHost }
        if let site = request.headers["sec-fetch-site"], !["same-origin", "none"].contains(site), isAPI {
            return .foreignOrigin
        }
        if request.method.writes {
            // A browser names where a writing request comes from; a program that does not is asked for its token.
            if let origin = request.headers["origin"], !Gate.origins(port).contains(origin) { return .foreignOrigin }
        }
        guard needsSession else { return nil }
        if let given = request.headers["authorization"] {
            return given.hasPrefix("Bearer ") && Gate.isSame(String(given.dropFirst(7)), token) ? nil : .noSession
        }
        guard let given = request.cookie(Gate.cookie(port)), Gate.isSame(given, session) else { return .noSession }
        if request.method.writes {
            guard request.headers["origin"] != nil else { return .foreignOrigin }
            guard Gate.isSame(request.headers[Gate.wordHeader] ?? "", word) else { return .noWord }
        }
        return nil
    }

    /// The names that this machine alone has.
    static func hosts(_ port: Int) -> [String] { ["127.0.0.1:\(port)", "localhost:\(port)"] }
    static func origins(_ port: Int) -> [String] { hosts(port).map { "http://" + $0 } }

    /// Whether two texts are equal, in a time that does not tell where they differ.
    static func isSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
