import CBytes
import Glibc
import TestSupport
import Testing

@testable import Tables

/// A small seeded generator, so that every run tests the same files.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

/// The streaming reader gives what the simple reader gives, whatever the file, the chunk size and the threads.
@Suite struct StreamTests {
    private let scratch: TemporaryFolder
    private var folder: String { scratch.path }

    init() throws { scratch = try TemporaryFolder() }

    static let optional = Schema(
        "optional", Label("表", "table"),
        [
            .text("firm", "企业名称", "firm"), .code("fuel", "燃料", "fuel", in: "fuels"),
            .number("fuel_use", "燃料消耗量", "use", "t", -1e6...1e9), .date("start", "投产日期", "start"),
            .fraction("removal", "去除效率", "removal"),
        ])

    @Test(arguments: 0..<48)
    func `fuzzed files`(_ seed: Int) throws {
        var random = Seeded(UInt64(seed) + 1)
        let schema = seed % 3 == 2 ? StreamTests.optional : Samples.boilers
        let bytes = Fuzz.file(schema, rows: 150, &random)
        try compare(bytes, schema, sizes: [40, 700, 5000, 1 << 20], name: "fuzz-\(seed).csv")
    }

    @Test(arguments: [
        "source_id,fuel,fuel_use\n", "source_id,fuel,fuel_use", "source_id,fuel,fuel_use\nB1,coal,1",
        "source_id,fuel,fuel_use\nB1,coal,1\r", "source_id,fuel,fuel_use\r\nB1,coal,1\r\nB2,coal,2\r\n",
        "source_id,fuel,fuel_use\rB1,coal,1\rB2,coal,2\r",
        "\n\n\"source_id\",fuel,fuel_use,,\n\nB1,coal,1,,\nB2,coal,2,,x\n",
        "source_id,firm,fuel,fuel_use\r\nB1,\"a,b\",coal,\"1\"\r\nB2,\"\",coal,\"2\"\r\n\"B3\",x,\"coal\",3\r\n",
        "source_id,firm,fuel,fuel_use\nB1,\"a\"\"b\",coal,1\nB2,6\" pipe,coal,2\nB3,\"x\" y,coal,3\nB4,\"p\nq\",coal,4\n",
        "source_id,firm,fuel,fuel_use\nB1,\",coal,1\nB2,a\",coal,2\nB3,x,coal,\"3\"\"\"\n",
        "source_id,fuel,fuel_use\nB1,\"coal,1\nB2,coal,2\n", "source_id,fuel,fuel_use\n\"B1\",\"coal\",\"1\"\n,,\n \n",
        "source_id,fuel,fuel_use[km]\nB1,coal,1\nB1,coal,1\n", "source_id,fuel\nB1,coal\n", "x,y\n1,2\n", "", "\n\n",
        "source_id;fuel;fuel_use\nB1;\"co\"\"al\";1\nB2;coal;\"1,000\"\n",
        "source_id,fuel,fuel_use\n\n\n\n\nB1,coal,x\n",
        "fuel_use,fuel,source_id\n1,coal,B1\n2,coal,B1\n3,coal,B2\n", "source_id,fuel,fuel_use\nB1,coal\0,1\n",
    ])
    func `small files`(_ text: String) throws {
        try compare(Array(text.utf8), Samples.boilers, sizes: [1, 2, 3, 5, 8, 13, 1 << 20], name: "small.csv")
        let spaced = Array(text.utf8) + Array("B7,煤,7\n".utf8) + [0xC3]
        try compare(spaced, Samples.boilers, sizes: [1, 4, 1 << 20], name: "small2.csv")
    }

    @Test func `encodings are told beyond the first chunk`() throws {
        var bytes = Array("source_id,firm,fuel,fuel_use\n".utf8)
        for i in 0..<9000 { bytes += Array("B\(i),plain,coal,\(i)\n".utf8) }
        bytes += Array("C1,".utf8) + [0xD2, 0xC1, 0xC4, 0xFE] + Array(",".utf8) + [0xC3, 0xBA] + Array(",1\n".utf8)
        try compare(bytes, Samples.boilers, sizes: [1000, 1 << 16, 1 << 20], name: "late.csv")
        #expect(
            try TableStream(folder + "/late.csv", schema: Samples.boilers, vocabularies: Samples.vocabularies).read()
                .table.texts("firm")?[9000] == "伊宁")
    }

    @Test func `columns that are not needed are checked but not kept`() throws {
        let path = folder + "/needed.csv"
        try AtomicFile.write("source_id,firm,fuel,fuel_use\nB1,x,coal,1\nB2,y,cool,2\n", to: path)
        let stream = TableStream(path, schema: Samples.boilers, vocabularies: Samples.vocabularies)
        let outcome = try stream.process(needed: ["fuel_use"]) { table in
            (table.numbers("fuel_use") ?? [], table.codes("fuel") == nil, table.texts("firm") == nil)
        } inOrder: { part, progress in
            #expect(part.0 == [1] && part.1 && part.2)
            #expect(progress.rows == 1 && progress.bytes == progress.totalBytes)
        }
        #expect(outcome.rowCount == 1)
        #expect(outcome.rejectedCount == 1)
        #expect(outcome.findings.kept.map(\.message.code) == ["unknown-word"])
    }

    @Test func `a missing file throws`() {
        #expect(throws: FileError(path: "none.csv", operation: .read, code: ENOENT)) {
            try TableStream("none.csv", schema: Samples.boilers, vocabularies: Samples.vocabularies).read(threads: 2)
        }
    }

    private func compare(_ bytes: [UInt8], _ schema: Schema, sizes: [Int], name: String) throws {
        let path = folder + "/" + name
        try AtomicFile.write(bytes, to: path)
        let words = Samples.vocabularies
        let simple = TableReader.read(try SourceText(path: path), schema: schema, vocabularies: words)
        defer { cbytes_limit_width(2) }
        for size in sizes {
            // With one thread all is read on this one, so that narrower instructions are tried too.
            for (threads, width) in [(1, 0), (1, 1), (1, 2), (2, 2), (7, 2)] {
                cbytes_limit_width(Int32(width))
                let stream = TableStream(path, schema: schema, vocabularies: words, chunkSize: size)
                let difference = StreamTests.difference(try stream.read(threads: threads), simple)
                #expect(difference == nil, "\(name), chunks of \(size), \(threads) threads, width \(width)")
            }
        }
    }

    /// The first difference of two results, in words.
    private static func difference(_ fast: TableResult, _ simple: TableResult) -> String? {
        func first<T: Equatable>(_ what: String, _ a: [T], _ b: [T]) -> String? {
            if let i = zip(a, b).enumerated().first(where: { $1.0 != $1.1 })?.offset {
                return "\(what) \(i): \(a[i]) instead of \(b[i])"
            }
            return a.count == b.count ? nil : "\(what): \(a.count) instead of \(b.count)"
        }
        var found = [
            first("line", fast.table.lines, simple.table.lines),
            first("header", fast.table.headers, simple.table.headers),
            first("file", [fast.table.file], [simple.table.file]),
            first("finding", fast.findings.sorted, simple.findings.sorted),
            first("counts", [fast.findings.counts], [simple.findings.counts]),
            first("rejected", fast.rejected.rows, simple.rejected.rows),
            first("original header", fast.rejected.header, simple.rejected.header),
        ]
        for (i, (a, b)) in zip(fast.table.cells, simple.table.cells).enumerated() {
            found.append(first("column \(i)", words(a), words(b)))
            if (a == .absent) != (b == .absent) { found.append("column \(i) is there or not") }
        }
        return found.compactMap { $0 }.first
    }

    /// The cells as texts that tell apart any two values, and the kinds of absence.
    private static func words(_ cells: Cells) -> [String] {
        switch cells {
        case .absent: []
        case .codes(let codes): codes.map { "\($0)" }
        case .numbers(let numbers): numbers.map { "\($0) \($0.bitPattern)" }
        case .dates(let dates): dates.map { "\($0)" }
        case .texts(let texts): (0..<texts.count).map { texts[$0] }
        }
    }
}

/// Files as people make them, and as nobody should.
enum Fuzz {
    static func file(_ schema: Schema, rows: Int, _ random: inout Seeded) -> [UInt8] {
        let separator = [",", ",", ";", "\t"].randomElement(using: &random) ?? ","
        let end = ["\n", "\r\n"].randomElement(using: &random) ?? "\n"
        var columns = schema.columns.filter { $0.isRequired || Int.random(in: 0..<4, using: &random) > 0 }
        columns.shuffle(using: &random)
        let dirt: Double = [0.0, 0.01, 0.2][Int.random(in: 0..<3, using: &random)]
        let quoting: Double = [0.0, 0.05, 0.3, 1.0][Int.random(in: 0..<4, using: &random)]
        var text = columns.map { header($0, &random) }.joined(separator: separator)
        if Int.random(in: 0..<3, using: &random) == 0 { text += separator + "remark" }
        if Int.random(in: 0..<4, using: &random) == 0 { text += separator + separator }
        let width = text.split(separator: Character(separator), omittingEmptySubsequences: false).count
        text += end
        for row in 0..<rows {
            if Double.random(in: 0..<1, using: &random) < dirt { text += blank(separator, &random) + end }
            var cells = columns.map { cell($0, row, dirt, &random) }
            while cells.count < width { cells.append(cells.count == columns.count ? "remark \(row)" : "") }
            if Double.random(in: 0..<1, using: &random) < dirt / 4 { cells.removeLast() }
            if Double.random(in: 0..<1, using: &random) < dirt / 4 { cells.append("") }
            if Double.random(in: 0..<1, using: &random) < dirt / 4 { cells.append("more") }
            text += cells.map { quoted($0, separator, quoting, dirt, &random) }.joined(separator: separator)
            if row < rows - 1 || Bool.random(using: &random) { text += end }
        }
        return bytes(of: text, dirt, &random)
    }

    /// A header, with a unit now and then: the columns' own, a power of ten of it, or one of another ratio.
    private static func header(_ column: ColumnSchema, _ random: inout Seeded) -> String {
        let units: [String: [String]] = [
            "fuel_use": ["[kg]", "(万吨)", "[t]"], "capacity": ["[hp]", "（kW）"], "hours": ["[d]", "[min]"],
            "removal": ["[%]", "[‰]"],
        ]
        let name = [column.id, column.label.zh, column.id.uppercased()].randomElement(using: &random) ?? column.id
        guard Bool.random(using: &random), let unit = units[column.id]?.randomElement(using: &random) else {
            return name
        }
        return name + unit
    }

    private static func blank(_ separator: String, _ random: inout Seeded) -> String {
        ["", separator, " ", separator + separator, "\"\"", "\u{3000}"].randomElement(using: &random) ?? ""
    }

    private static func cell(_ column: ColumnSchema, _ row: Int, _ dirt: Double, _ random: inout Seeded) -> String {
        if Double.random(in: 0..<1, using: &random) < dirt {
            return [
                "", "x", "-", "未报送", "12.5t", "1,234.5", "１２", "-3", "95", "95%", "1e3", "NaN", "coal", "caol",
                "2024年5月",
                "2024-13", " coal ", "\u{3000}7", "B3", "6\" pipe", "a\nb", "N/A", "99999999999999999999", "0.1.2", ".",
                "2024/5/7", "2024-02-30", "\u{FFFD}", "煤\u{A0}", "a,b", "a;b", "a\tb", "\r",
                "合计", "甲镇小计", "共2台", "Total", "合\u{200B}计", "B\u{200B}3", "Ｂ3", "=\"B3\"", "#N/A", "#1", "0,125",
                "1,250",
                "000", "\u{AD}", " 000 ", "000.5",
            ].randomElement(using: &random) ?? ""
        }
        switch column.content {
        case .identifier:
            // Mostly ascending; longer ones are not.
            return (row % 17 == 0 ? "A\(row)" : "B\(row)") + (row % 11 == 0 ? "-一二三四五六七八" : "")
        case .text: return ["", "甲公司", "plain", "A&B（一厂）", "北京　乙"].randomElement(using: &random) ?? ""
        case .code: return ["coal", "煤", "natural_gas", "Diesel", "天然气", "原煤"].randomElement(using: &random) ?? ""
        case .number:
            return [
                "\(Int.random(in: 0...8784, using: &random))", "\(Int.random(in: 0...87840, using: &random))e-1",
                "\(Int.random(in: 0...878, using: &random)).\(Int.random(in: 0...99999, using: &random))", "0.000123",
                column.isRequired ? "12345678.5" : "", "1",
            ].randomElement(using: &random) ?? ""
        case .fraction: return ["0.5", "0", "1", "0.123", "", "85%"].randomElement(using: &random) ?? ""
        case .date: return ["2024", "2024-05", "2024-05-17", "", "2024-12-31"].randomElement(using: &random) ?? ""
        }
    }

    private static func quoted(
        _ cell: String, _ separator: String, _ quoting: Double, _ dirt: Double, _ random: inout Seeded
    ) -> String {
        let must = cell.contains(separator) || cell.contains("\n")
        // Now and then somebody forgets.
        let forgets = Double.random(in: 0..<1, using: &random) < dirt / 10
        guard must || Double.random(in: 0..<1, using: &random) < quoting, !forgets else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    private static func bytes(of text: String, _ dirt: Double, _ random: inout Seeded) -> [UInt8] {
        var bytes = Array(text.utf8)
        if Int.random(in: 0..<4, using: &random) == 0 { bytes = [0xEF, 0xBB, 0xBF] + bytes }
        if Int.random(in: 0..<4, using: &random) == 0 { bytes = encoded(text) }
        if Double.random(in: 0..<1, using: &random) < dirt * 3, bytes.count > 200 {
            for _ in 0..<3 { bytes.remove(at: Int.random(in: 100..<bytes.count, using: &random)) }
        }
        return bytes
    }

    /// The text in GB18030, by the C library.
    private static func encoded(_ text: String) -> [UInt8] {
        let handle = iconv_open("GB18030", "UTF-8")
        defer { iconv_close(handle) }
        var input = Array(text.utf8)
        var output = [UInt8](repeating: 0, count: input.count * 2 + 16)
        var left = input.count
        var free = output.count
        input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                _ = iconv(handle, &from, &left, &to, &free)
            }
        }
        return Array(output[..<(output.count - free)])
    }
}

/// UTF-8 is told sound exactly where the standard library says so.
@Suite struct UTF8Tests {
    @Test func `random bytes and damaged text`() {
        var random = Seeded(11)
        let pieces: [[UInt8]] = [
            "a", "煤", "é", "😀", "\u{7FF}", "\u{800}", "\u{FFFF}", "\u{10FFFF}", "\u{D7FF}", "\u{E000}", "，", "abcdefgh",
        ].map { Array($0.utf8) }
        for round in 0..<6000 {
            var bytes: [UInt8] = []
            while bytes.count < round % 150 { bytes += pieces.randomElement(using: &random) ?? [] }
            for _ in 0..<(round % 3) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes.remove(at: place)
                } else {
                    let odd: [UInt8] = [
                        0x80, 0xBF, 0xC0, 0xC1, 0xE0, 0xED, 0xA0, 0x9F, 0xF0, 0xF4, 0x90, 0x8F, 0xF5, 0xFF, 0x41,
                    ]
                    bytes[place] = odd.randomElement(using: &random) ?? 0
                }
            }
            let isValid =
                String(validating: bytes, as: UTF8.self).map { !$0.unicodeScalars.contains("\u{FFFD}") } ?? false
            bytes.withUnsafeBytes { text in
                #expect(UTF8Scan.isSound(text) == isValid)
                #expect((UTF8Scan.firstBroken(text) == nil) == isValid)
            }
        }
        #expect(
            "a\u{FFFD}b".utf8.withContiguousStorageIfAvailable { UTF8Scan.isSound(UnsafeRawBufferPointer($0)) } == false
        )
    }
}
