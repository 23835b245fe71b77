public import CArrow
internal import Glibc
import Lantian

// The C functions of lantian.h. Each hands over what it found as JSON, which `lantian_free_text` takes back.

/// Totals of an inventory; `names` and `tables` are tables that stand for files of its folder.
@_cdecl("lantian_compute")
public func computeForC(
    _ options: UnsafePointer<CChar>, _ names: UnsafePointer<UnsafePointer<CChar>?>?,
    _ tables: UnsafeMutablePointer<ArrowArrayStream>?, _ count: Int32,
    _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ told: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    run(options, result, told) { options in
        var offered: [(name: String, path: String, text: ArrowText)] = []
        defer { for (_, path, _) in offered { OfferedText.withdraw(path) } }
        for place in 0..<Int(count) {
            guard let name = names?[place], let tables else { throw InterfaceError("一张表没有名称", "a table has no name") }
            let table = String(cString: name)
            let path = options.folder + "/" + table + ".csv"
            let text = try ArrowText(tables + place, name: table)
            offered.append((table, path, text))
            OfferedText.offer(path) { text.next() }
        }
        let outcome = try options.computed()
        for (name, path, text) in offered {
            if let failure = text.failure {
                throw InterfaceError(
                    "表“\(name)”的 Arrow 流中断：\(failure)", "the Arrow stream of table '\(name)' broke off: \(failure)")
            }
            guard OfferedText.withdraw(path) else {
                let kinds = SourceKind.all.map(\.schema.id).joined(separator: ", ")
                throw InterfaceError(
                    "表“\(name)”没有读取：名称应为源类（\(kinds)），同一源类的又一张表如 boilers-2",
                    "table '\(name)' was not read: its name must be a source kind (\(kinds)), a second table of a kind one such as boilers-2"
                )
            }
        }
        return outcome
    }
}

/// What a plan removes.
@_cdecl("lantian_plan")
public func planForC(
    _ options: UnsafePointer<CChar>, _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ told: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    run(options, result, told) { try $0.planned() }
}

/// Begins an Arrow stream over a result, which stays as it is: any number of streams may be begun, also at once.
@_cdecl("lantian_stream")
public func streamForC(_ result: UnsafeMutableRawPointer, _ out: UnsafeMutablePointer<ArrowArrayStream>) {
    Unmanaged<ArrowTable>.fromOpaque(result).takeUnretainedValue().export(to: out)
}

/// A result as CSV with a header, UTF-8.
@_cdecl("lantian_csv")
public func csvForC(_ result: UnsafeMutableRawPointer) -> UnsafeMutablePointer<CChar>? {
    strdup(String(decoding: Unmanaged<ArrowTable>.fromOpaque(result).takeUnretainedValue().csv, as: UTF8.self))
}

/// Lets a result go; streams that were begun stay whole.
@_cdecl("lantian_free_result")
public func freeResultForC(_ result: UnsafeMutableRawPointer?) {
    if let result { Unmanaged<ArrowTable>.fromOpaque(result).release() }
}

/// Takes a text back.
@_cdecl("lantian_free_text")
public func freeTextForC(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

/// The program's version.
@_cdecl("lantian_version")
public func versionForC() -> UnsafeMutablePointer<CChar>? { strdup(ProgramVersion.text) }

/// Runs what a caller asks for, and tells what stopped it.
private func run(
    _ options: UnsafePointer<CChar>, _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>,
    _ told: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, _ body: (CallOptions) throws -> RunOutcome
) -> Int32 {
    result.pointee = nil
    var answer = Told()
    do {
        let outcome = try body(try CallOptions(json: String(cString: options)))
        result.pointee = Unmanaged.passRetained(outcome.table).toOpaque()
        answer = outcome.told
    } catch {
        answer = Told(stopping: error)
    }
    told.pointee = strdup(answer.json)
    return answer.code
}
