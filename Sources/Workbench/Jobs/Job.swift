import Tables

/// Long work that was asked for: it runs as a process of its own, and how it ended is kept.
struct Job: Codable, Sendable, Equatable {
    /// What kind of work.
    enum Kind: String, Codable, Sendable {
        /// A ledger is read and a mapping drafted.
        case ledger = "import"
        /// The package for the level above is made and checked.
        case package

        var label: Label {
            switch self {
            case .ledger: Label("读入台账", "reading of a ledger")
            case .package: Label("生成上报包", "making of the package")
            }
        }
    }

    /// How far it is, or how it ended.
    enum State: String, Codable, Sendable {
        case waiting, running, done, failed, cancelled, interrupted
        case lacksMemory = "out-of-memory"
        case lacksTime = "out-of-time"

        var label: Label {
            switch self {
            case .waiting: Label("排队", "waiting")
            case .running: Label("进行中", "running")
            case .done: Label("完成", "done")
            case .failed: Label("未完成", "failed")
            case .cancelled: Label("已取消", "cancelled")
            case .interrupted: Label("因程序结束而中断", "interrupted: the program ended")
            case .lacksMemory: Label("内存不足", "out of memory")
            case .lacksTime: Label("超时", "out of time")
            }
        }

        /// What to do about an end that is none of the data's; `nil` where there is nothing to be done.
        var advice: Label? {
            switch self {
            case .interrupted: Label("什么也没有写入，请再做一次", "nothing was written: ask for it again")
            case .lacksMemory:
                Label(
                    "什么也没有写入。请拆分文件，或用命令行（没有内存限制）",
                    "nothing was written: split the file, or use the command line, which has no bound")
            case .lacksTime:
                Label(
                    "什么也没有写入。请拆分文件，或用命令行（没有时间限制）",
                    "nothing was written: split the file, or use the command line, which has no bound")
            default: nil
            }
        }
    }

    /// Its number in the folder, from 1.
    let number: Int
    let kind: Kind
    /// What it is about, for the program: the ledger.
    let subject: String
    /// The same for people.
    let title: String
    /// When it was asked for, in UTC.
    let asked: String
    var state = State.waiting
    /// When it ended.
    var ended: String?
    /// How much is done, and of how much; 0 of 0 where that is not known.
    var done = 0
    var all = 0
    /// Why it failed.
    var problem: Problem?

    /// Whether nothing more will come.
    var isOver: Bool { state != .waiting && state != .running }

    static func == (a: Job, b: Job) -> Bool {
        (a.number, a.state, a.done, a.all) == (b.number, b.state, b.done, b.all)
    }

    /// The job as programs read it.
    var json: JSON {
        .object([
            ("job", .count(number)), ("kind", .text(kind.rawValue)), ("subject", .text(subject)),
            ("title", .text(title)), ("asked", .text(asked)), ("ended", ended.map { .text($0) } ?? .null),
            ("state", .text(state.rawValue)), ("label", .label(state.label)), ("over", .truth(isOver)),
            ("done", .count(done)), ("all", .count(all)), ("problem", problem?.json ?? .null),
        ])
    }
}

/// What a job's process says on its standard output, one a line.
struct JobWord: Codable, Sendable {
    /// How much is done.
    var done: Int?
    /// Of how much.
    var all: Int?
    /// Why it ends without its result.
    var problem: Problem?
}
