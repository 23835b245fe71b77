internal import Glibc

extension InputFile {
    /// All bytes of a file that may hold so many at most; a longer one is an error before more of it is read.
    package static func bytes(of path: String, atMost limit: Int, isInput: Bool = true) throws(FileError) -> [UInt8] {
        let file = try InputFile(path: path, isInput: isInput)
        guard file.size <= limit else { throw FileError(path: path, operation: .read, code: EFBIG) }
        var bytes = [UInt8](repeating: 0, count: (file.size > 0 ? file.size : limit) + 1)
        var failure: FileError?
        let got = bytes.withUnsafeMutableBytes { buffer -> Int in
            do throws(FileError) { return try file.read(into: buffer) } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        guard got <= limit else { throw FileError(path: path, operation: .read, code: EFBIG) }
        try file.checkUnchanged(afterReading: got)
        bytes.removeLast(bytes.count - got)
        return bytes
    }

    /// All bytes that come through an open descriptor, such as standard input; more than may come is an error before
    /// more is read.
    package static func bytes(ofDescriptor descriptor: Int32, named name: String, atMost limit: Int)
        throws(FileError) -> [UInt8]
    {
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let got = Glibc.read(descriptor, &block, block.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError(path: name, operation: .read, code: errno) }
            guard got > 0 else { return bytes }
            guard bytes.count + got <= limit else { throw FileError(path: name, operation: .read, code: EFBIG) }
            bytes.append(contentsOf: block[..<got])
        }
    }
}
