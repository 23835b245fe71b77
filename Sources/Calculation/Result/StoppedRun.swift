import Documents
public import Tables

/// What stopped a run, in the words and exit codes of the contract 退出码: the program and the library for other languages tell the same.
public struct StoppedRun: Sendable {
    /// 64 wrong usage, 65 bad data, 66 no such input, 74 input or output error.
    public let code: Int32
    /// What stopped it; where findings say so, how many errors they are.
    public let text: Label
    /// What was found, where that stopped it.
    public let findings: Findings

    /// `nil` where the error is no such one.
    public init?(_ error: any Error) {
        switch error {
        case let found as Findings:
            findings = found
            code = found.lackFile ? 74 : 65
            text = Label("数据有错误：\(found.count(.error)) 处", "the data have errors: \(found.count(.error))")
        case let missing as MissingInput:
            findings = Findings()
            code = 66
            text = Label("找不到输入：\(missing.path)", "no such input: \(missing.path)")
        case let error as DocumentError:
            findings = Findings([error.finding])
            text = Label(error.finding.description(in: .zh), error.finding.description(in: .en))
            switch error.code {
            case "not-replaced": code = 64
            case let name where name.hasPrefix("cannot-") || name == "out-of-memory": code = 74
            default: code = 65
            }
        case let error as FileError:
            findings = Findings()
            text = Label(error.description(in: .zh), error.description(in: .en))
            switch error.operation {
            case .replace: code = 64
            case .read where error.isMissing: code = 66
            case .read where error.line != nil: code = 65
            case .read, .write: code = 74
            }
        default: return nil
        }
    }
}
