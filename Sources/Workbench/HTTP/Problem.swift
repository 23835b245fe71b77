import Documents
import Glibc
import Tables

/// Why a request is not carried out, as `application/problem+json` and as a page.
struct Problem: Error, Sendable, Codable {
    /// The status of HTTP.
    let status: Int
    /// A stable code.
    let code: String
    /// What it is, and what to do.
    let text: Label
    /// What was found in the user's data.
    var findings = Findings()

    /// A problem.
    init(_ status: Int, _ code: String, _ zh: String, _ en: String) {
        self.status = status
        self.code = code
        text = Label(zh, en)
    }

    /// What an error of the library says.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let findings as Findings:
            self.init(422, "findings", "数据有问题，见所列各条", "there are errors in the data: see the list")
            self.findings = findings
        case let error as DocumentError:
            self.init(422, "findings", "数据有问题，见所列各条", "there are errors in the data: see the list")
            findings = Findings([error.finding])
        case let error as FileError where Problem.advice(error.code) != nil && error.operation != .replace:
            let (status, code, advice) = Problem.advice(error.code) ?? (500, "file", Label(same: ""))
            let lost = error.operation == .write ? Label("没有保存。", "Nothing was saved. ") : Label(same: "")
            self.init(
                status, code, "\(error.description(in: .zh))。\(lost.zh)\(advice.zh)",
                "\(error.description(in: .en)). \(lost.en)\(advice.en)")
        case let error as FileError:
            let isMissing = error.operation == .read && error.isMissing
            self.init(
                isMissing ? 404 : error.operation == .replace ? 409 : 500, "file", error.description(in: .zh),
                error.description(in: .en))
        default: self.init(500, "fault", "内部错误：\(error)", "internal fault: \(error)")
        }
    }

    /// What a person does about an error of the system; `nil` where it is none that a person mends.
    private static func advice(_ code: Int32) -> (status: Int, code: String, text: Label)? {
        switch code {
        case EACCES, EPERM:
            (
                403, "not-permitted",
                Label(
                    "请取得这个文件夹和文件的读写权限，或把清单复制到自己的文件夹再打开",
                    "Get permission to read and write this folder and its files, or open a copy of the inventory in a folder of your own"
                )
            )
        case EROFS:
            (
                403, "read-only",
                Label(
                    "请把清单复制到可写的磁盘再打开",
                    "Copy the inventory to a disk that can be written, and open it there")
            )
        case ENOSPC, EDQUOT:
            (
                409, "disk-full",
                Label("请腾出磁盘空间，再做一次", "Free some space on the disk, then try again")
            )
        case EBUSY, ETXTBSY, EAGAIN:
            (
                409, "file-busy",
                Label(
                    "请关闭正在使用这个文件的程序，再做一次",
                    "Close the program that uses the file, then try again")
            )
        default: nil
        }
    }

    static let noRoute = Problem(404, "no-route", "没有这个地址", "there is no such address")
    static let wrongMethod = Problem(405, "method", "这个地址不接受这种请求", "this address does not take that method")
    static let foreignHost = Problem(
        421, "foreign-host", "只以 127.0.0.1 或 localhost 访问", "reached by 127.0.0.1 or localhost only")
    static let foreignOrigin = Problem(
        403, "foreign-origin", "请求来自别的网页，已拒绝", "the request comes from another site: refused")
    static let noSession = Problem(
        401, "no-session", "请用启动时打印的地址打开（# 后为口令）",
        "open the address that was printed at the start (the token stands behind #)")
    static let noWord = Problem(
        403, "no-word", "写入请求缺少页面口令，请刷新页面", "a request that writes lacks the page's word: load the page again")
    static let tooLarge = Problem(413, "too-large", "请求过大", "the request is too large")
    static let wrongType = Problem(415, "media-type", "请求体应为 application/json", "the body must be application/json")
    static let badBody = Problem(400, "bad-body", "请求体读不懂", "the body cannot be read as this address needs it")
    static func missing(_ name: String) -> Problem {
        Problem(400, "missing-parameter", "缺少参数 \(name)", "the parameter \(name) is missing")
    }
    static func changedSince(_ name: String) -> Problem {
        Problem(
            409, "file-changed", "\(name) 在本页打开之后已被修改（可能在另一个页面），没有写入；请刷新后再填",
            "\(name) was changed since this page was loaded, perhaps in another tab: nothing was written; load again")
    }
    static func unknown(_ name: String, _ value: String) -> Problem {
        Problem(404, "unknown-name", "没有这个 \(name)：\(value)", "no such \(name): \(value)")
    }

    /// The problem as JSON (RFC 9457) with the findings.
    var json: JSON {
        .object([
            ("type", .text("about:blank")), ("status", .count(status)), ("code", .text(code)),
            ("title", .text(text.en)), ("title_zh", .text(text.zh)),
            ("findings", .list(findings.sorted.map(\.json))),
        ])
    }

    /// The answer that says so.
    var response: Response {
        Response(status, type: "application/problem+json; charset=utf-8", body: Array(json.text.utf8))
    }
}

extension Finding {
    /// The finding as programs read it.
    var json: JSON {
        .object([
            ("severity", .text(severity.rawValue)), ("code", .text(message.code)), ("text", .label(message.text)),
            ("file", location.map { .text(Finding.fileName($0.file)) } ?? .null),
            ("line", location?.line.map { .count($0) } ?? .null),
            ("column", location?.column.map { .text($0) } ?? .null), ("value", value.map { .text($0) } ?? .null),
            ("expected", expected.map { .label($0) } ?? .null), ("nearest", nearest.map { .text($0) } ?? .null),
        ])
    }

    /// The name of a file without its folders.
    static func fileName(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}
