internal import Glibc

/// A file that could not be read or written: what stops the work, unlike a finding about its contents.
public struct FileError: Error, Hashable, Sendable {
    /// What was tried.
    public enum Operation: String, Hashable, Sendable {
        /// Opening or reading.
        case read
        /// Creating, writing or moving into place.
        case write
    }

    /// The path as the user named it.
    public let path: String
    /// What was tried.
    public let operation: Operation
    /// The system's error number.
    public let code: Int32

    /// An error of the system about a file.
    public init(path: String, operation: Operation, code: Int32) {
        self.path = path
        self.operation = operation
        self.code = code
    }

    /// Whether there is no such file or folder.
    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Why, for people.
    public var reason: Label {
        let english = strerror(code).map { String(cString: $0) } ?? "error \(code)"
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
            default: english
            }
        return Label(chinese, english)
    }

    /// The error as one line.
    public func description(in language: Language) -> String {
        switch (language, operation) {
        case (.zh, .read): "无法读取 \(path)：\(reason.zh)"
        case (.zh, .write): "无法写入 \(path)：\(reason.zh)"
        case (.en, .read): "cannot read \(path): \(reason.en)"
        case (.en, .write): "cannot write \(path): \(reason.en)"
        }
    }
}

extension FileError: CustomStringConvertible {
    /// The error in English.
    public var description: String { description(in: .en) }
}
