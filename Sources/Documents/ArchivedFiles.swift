import CLibZip
import Tables

/// Files in a zip archive that somebody sent. They are read where they are: nothing is unpacked to the disk, and an
/// archive that could do harm is refused before any file in it is read.
public struct ArchivedFiles {
    /// The archive.
    public let path: String
    /// The names of its files, folders left out, in order.
    public let names: [String]
    private let archive: ZipArchive

    /// What lies in an archive.
    ///
    /// - Throws: `zip-damaged` and the like.
    public init(path: String) throws(DocumentError) {
        var limits = WorkbookLimits()
        // XML is packed to far less than a spreadsheet's, and forty packages may lie in one archive.
        limits.totalBytes = 8 << 30
        limits.fileBytes = 1 << 30
        self.path = path
        archive = try ZipArchive(path: path, limits: limits)
        names = archive.names
    }

    /// Whether a file is a zip archive by its first bytes.
    public static func isArchive(_ path: String) -> Bool {
        guard let file = try? OpenFile(reading: path) else { return false }
        let head = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 8)
        defer { head.deallocate() }
        guard let count = try? file.read(into: head), count == 4 else { return false }
        return [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]].contains(Array(head))
    }

    /// The bytes of a file in it.
    public func bytes(of name: String) throws(DocumentError) -> [UInt8] {
        guard let member = archive.member(name) else { throw DocumentError(.zipDamaged, in: path + "#" + name) }
        let source = try archive.open(member)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(member.size)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { block.deallocate() }
        while true {
            let count = try source.read(into: block)
            if count == 0 { return bytes }
            bytes.append(contentsOf: block[..<count])
        }
    }
}
