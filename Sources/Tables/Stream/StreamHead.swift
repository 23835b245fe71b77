internal import Glibc

/// The header of a file that is read as a stream, and the text behind it that was read with it.
struct StreamHead {
    let layout: Layout
    let separator: UInt8
    let options: RowOptions
    /// Text behind the header.
    let rest: [UInt8]
    /// The line that it begins on.
    let nextLine: Int
    /// Whether nothing stands behind the header.
    let isWholeFile: Bool
    private static let size = 1 << 16

    /// Reads as far as the header needs; `nil` where nothing stands in the file.
    init?(_ source: ByteSource, schema: Schema) throws(FileError) {
        guard source.problem == nil else { return nil }
        var text: [UInt8] = []
        var wanted = StreamHead.size
        while true {
            var piece = [UInt8](repeating: 0, count: wanted - text.count)
            let got = try StreamHead.read(source, &piece)
            text.append(contentsOf: piece[..<got])
            let isAtEnd = text.count < wanted
            if SourceText.endsLinesWithReturnAlone(text) {
                source.turnReturnsIntoFeeds()
                for i in text.indices where text[i] == UInt8(ascii: "\r") { text[i] = UInt8(ascii: "\n") }
            }
            let dialect = Dialect.told(by: text)
            let separator = dialect.separator
            var reader = RecordReader(text, separator: separator)
            let header = TableReader.nextFilled(&reader)
            if let header, isAtEnd || reader.consumed < text.count {
                layout = Layout(schema: schema, header: header.fields, file: source.path, line: header.line)
                self.separator = separator
                var options = RowOptions()
                options.commaMayBePoint = dialect.commaMayBePoint(in: text)
                self.options = options
                rest = Array(text[reader.consumed...])
                nextLine = reader.nextLine
                isWholeFile = isAtEnd && rest.isEmpty
                return
            }
            if isAtEnd { return nil }
            wanted *= 2
            guard wanted <= ChunkSource.longestRow else {
                throw FileError(path: source.path, operation: .read, code: EFBIG, line: reader.unclosedQuote ?? 1)
            }
        }
    }

    private static func read(_ source: ByteSource, _ piece: inout [UInt8]) throws(FileError) -> Int {
        var failure: FileError?
        let got = piece.withUnsafeMutableBytes { buffer -> Int in
            do throws(FileError) {
                return try source.read(into: buffer)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return got
    }
}
