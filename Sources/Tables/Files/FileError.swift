internal import Glibc

/// A file that could not be read or written: what stops the work, unlike a finding about its contents.
public struct FileError: Error, Hashable, Sendable {
    /// What was tried.
    public enum Operation: String, Hashable, Sendable {
        /// Opening or reading.
        case read
        /// Creating, writing or moving into place.
        case write
        /// Taking the place of what is there, which the program refuses: `ENOTEMPTY` a folder that is not empty, `EEXIST` a
        /// file of somebody else, `ETXTBSY` a file that this run has read or written.
        case replace
    }

    /// The path as the user named it.
    public let path: String
    /// What was tried.
    public let operation: Operation
    /// The system's error number.
    public let code: Int32
    /// The line that is too long, where that is the error (`EFBIG`).
    public let line: Int?

    /// An error of the system about a file.
    public init(path: String, operation: Operation, code: Int32, line: Int? = nil) {
        self.path = path
        self.operation = operation
        self.code = code
        self.line = line
    }

    /// Whether there is no such file or folder.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Why, for people.
    public var reason: Label {
        if let line {
            return Label(
                "第 \(line) 行起一行超过 8 MB：引号没有闭合，或不是表格；请检查这一行的引号",
                "from line \(line) on, one row has more than 8 MB: a quote is never closed, or this is no table; look for a quote on that line"
            )
        }
        let english = strerror(code).map { String(cString: $0) } ?? "error \(code)"
        if operation == .replace { return FileError.refusal(code) }
        let chinese: String =
            switch code {
            case ENOENT: "文件或文件夹不存在"
            case EACCES, EPERM: "没有权限"
            case EISDIR: "是文件夹，不是文件"
            case ENOTDIR: "路径中有一段不是文件夹"
            case ENOSPC, EDQUOT: "磁盘空间不足"
            case EROFS: "文件系统只读"
            case ENAMETOOLONG: "文件名过长"
            case EMFILE, ENFILE: "打开的文件过多"
            case EFBIG: "文件过大，或有一行过长（引号可能没有闭合）"
            case EIO: "输入输出错误"
            case ESTALE: "读取过程中文件被改动，请等保存完毕后重新运行"
            case ESPIPE: "不是普通文件，而是管道或设备；请先存成文件"
            default: english
            }
        switch code {
        case ESTALE: return Label(chinese, "it changed while it was read; run again when it is saved")
        case ESPIPE: return Label(chinese, "it is a pipe or a device; save it as a file first")
        default: return Label(chinese, english)
        }
    }

    /// Why nothing is replaced, and what to do.
    private static func refusal(_ code: Int32) -> Label {
        switch code {
        case ENOTEMPTY:
            Label(
                "文件夹不是空的；请换一个文件夹，或加 --force：只替换本程序写出且此后未改动的文件",
                "the folder is not empty; name another one, or give --force, which replaces only files that this program wrote and nobody changed since"
            )
        case ETXTBSY:
            Label("本次运行读取或写出了这个文件；请换一个文件名", "this run reads or writes this file; name another one")
        default:
            Label(
                "此处已有文件，不是本程序写出的，或写出后已被改动；请移走它或换一个名称",
                "a file stands there that this program did not write, or that was changed since; move it away or choose another name"
            )
        }
    }

    /// The error as one line.
    public func description(in language: Language) -> String {
        switch (language, operation) {
        case (.zh, .read): "无法读取 \(path)：\(reason.zh)"
        case (.zh, .write): "无法写入 \(path)：\(reason.zh)"
        case (.zh, .replace): "不覆盖 \(path)：\(reason.zh)"
        case (.en, .replace): "not overwritten: \(path): \(reason.en)"
        case (.en, .read): "cannot read \(path): \(reason.en)"
        case (.en, .write): "cannot write \(path): \(reason.en)"
        }
    }
}

extension FileError: CustomStringConvertible {
    /// The error in English.
    public var description: String { description(in: .en) }
}

extension Finding {
    /// A file or folder that cannot be read.
    package static func cannotRead(_ error: FileError) -> Finding {
        Finding(
            .error, Finding.Message("cannot-read", error.description(in: .zh), error.description(in: .en)),
            at: Location(file: error.path, line: error.line))
    }
}

extension Findings {
    /// Whether the system could not read a file or folder: what was found besides says nothing of the data.
    public var lackFile: Bool {
        kept.contains { $0.severity == .error && $0.message.code == "cannot-read" && $0.location?.line == nil }
    }
}
