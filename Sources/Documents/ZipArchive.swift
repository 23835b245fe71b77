import CLibZip
import Glibc
import Tables

/// A zip archive read in place: nothing is ever unpacked to disk, and what could do harm is refused before any member
/// is opened.
final class ZipArchive {
    struct Member {
        let name: String
        let index: UInt64
        let size: Int
    }

    let path: String
    private let handle: OpaquePointer
    private var members: [String: Member] = [:]

    init(path: String, limits: WorkbookLimits) throws(DocumentError) {
        self.path = path
        try ZipArchive.checkKind(of: path, limits: limits)
        var code: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY, &code) else {
            throw DocumentError(.zipDamaged, in: path, value: "libzip \(code)")
        }
        self.handle = handle
        try list(limits)
    }

    deinit { zip_discard(handle) }

    /// The names of all files, in order.
    var names: [String] { members.values.map(\.name).filter { !$0.hasSuffix("/") }.sorted() }

    /// The member of a name; letters of either case are the same, as in all office formats.
    func member(_ name: String) -> Member? { members[name.lowercased()] }

    /// A member's bytes as a source.
    func open(_ member: Member) throws(DocumentError) -> ZipMemberSource {
        guard let file = zip_fopen_index(handle, member.index, 0) else {
            throw DocumentError(.zipDamaged, in: path + "#" + member.name)
        }
        return ZipMemberSource(file, archive: self, member: member)
    }

    private static func checkKind(of path: String, limits: WorkbookLimits) throws(DocumentError) {
        let file = try OpenFile(reading: path)
        guard file.size <= limits.fileBytes else {
            throw DocumentError(
                .zipTooLarge, in: path, value: "\(file.size)", expected: Label(same: "≤ \(limits.fileBytes)"))
        }
        let head = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 8)
        defer { head.deallocate() }
        let count = try file.read(into: head)
        let bytes = Array(head[..<count])
        guard bytes.starts(with: [0x50, 0x4B]) else { throw DocumentError(.notAWorkbook, in: path) }
    }

    private func list(_ limits: WorkbookLimits) throws(DocumentError) {
        let count = zip_get_num_entries(handle, 0)
        guard count <= limits.members else { throw DocumentError(.zipTooManyMembers, in: path, value: "\(count)") }
        var total = 0
        for index in 0..<UInt64(max(count, 0)) {
            var status = zip_stat_t()
            zip_stat_init(&status)
            guard zip_stat_index(handle, index, 0, &status) == 0, let text = status.name,
                status.size <= UInt64(Int.max / 2), status.comp_size <= UInt64(Int.max / 2)
            else { throw DocumentError(.zipDamaged, in: path) }
            // Programs on Windows write the separator of their paths.
            let name = (plainName(index) ?? String(cString: text)).replacing("\\", with: "/")
            let size = Int(status.size), packed = Int(status.comp_size)
            try check(name: name)
            if status.encryption_method != UInt16(ZIP_EM_NONE) {
                throw DocumentError(.zipEncrypted, in: path, value: name)
            }
            guard [ZIP_CM_STORE, ZIP_CM_DEFLATE].contains(Int32(status.comp_method)) else {
                throw DocumentError(.zipMethod, in: path, value: name)
            }
            total += size
            if size > limits.memberBytes || total > limits.totalBytes {
                throw DocumentError(.zipTooLarge, in: path, value: "\(name) \(size)")
            }
            if size > WorkbookLimits.smallMember, size / max(packed, 1) > limits.ratio {
                throw DocumentError(.zipBomb, in: path, value: "\(name) \(packed) → \(size)")
            }
            let member = Member(name: name, index: index, size: size)
            if members.updateValue(member, forKey: name.lowercased()) != nil {
                throw DocumentError(.zipDuplicate, in: path, value: name)
            }
        }
    }

    /// A member's name by its own bytes: Chinese Windows writes GB18030 without saying so.
    private func plainName(_ index: UInt64) -> String? {
        guard let raw = zip_get_name(handle, index, zip_flags_t(ZIP_FL_ENC_RAW)) else { return nil }
        let bytes = Array(UnsafeBufferPointer(start: raw, count: strlen(raw))).map { UInt8(bitPattern: $0) }
        return String(decoding: SourceText.utf8(of: bytes).bytes, as: UTF8.self)
    }

    private func check(name: String) throws(DocumentError) {
        let isAbsolute = name.hasPrefix("/") || name.dropFirst().first == ":"
        let climbs = name.split(separator: "/").contains { $0 == ".." }
        if name.isEmpty || isAbsolute || climbs { throw DocumentError(.zipPath, in: path, value: name) }
    }
}

/// One member of an archive, unpacked block by block.
final class ZipMemberSource: DocumentSource {
    private let file: OpaquePointer
    private let archive: ZipArchive
    private let member: ZipArchive.Member
    private var taken = 0

    init(_ file: OpaquePointer, archive: ZipArchive, member: ZipArchive.Member) {
        self.file = file
        self.archive = archive
        self.member = member
    }

    deinit { zip_fclose(file) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Int {
        let count = zip_fread(file, buffer.baseAddress, zip_uint64_t(buffer.count))
        guard count >= 0 else { throw DocumentError(.zipDamaged, in: archive.path + "#" + member.name) }
        taken += Int(count)
        guard taken <= member.size else {
            throw DocumentError(.zipSize, in: archive.path, value: "\(member.name) > \(member.size)")
        }
        return Int(count)
    }
}

extension Finding.Message {
    static let zipDamaged = Self(
        "zip-damaged", "文件不完整或已损坏：请重新复制或下载", "the file is cut short or damaged: copy or fetch it again")
    static let zipEncrypted = Self("zip-encrypted", "压缩包成员已加密", "a member of the archive is encrypted")
    static let zipMethod = Self("zip-method", "压缩方法不受支持", "the compression method is not supported")
    static let zipTooLarge = Self("zip-too-large", "解压后的大小超过上限", "unpacked, it is larger than allowed")
    static let zipTooManyMembers = Self("zip-too-many-members", "压缩包成员过多", "the archive has too many members")
    static let zipBomb = Self(
        "zip-bomb", "压缩比异常（疑似压缩炸弹）", "the compression ratio is out of the ordinary (a zip bomb?)")
    static let zipDuplicate = Self("zip-duplicate", "压缩包成员重名", "two members of the archive have one name")
    static let zipPath = Self(
        "zip-path", "压缩包成员的路径越出压缩包", "the path of a member leads out of the archive")
    static let zipSize = Self(
        "zip-size", "成员的实际大小超过其声明的大小", "a member is larger than it says")
}
