import Glibc
import TestSupport
import Testing

@testable import Tables

/// Files that appear whole or not at all, and what is written into them.
@Suite struct FileTests {
    private let scratch: TemporaryFolder
    private var folder: String { scratch.path }

    init() throws { scratch = try TemporaryFolder() }

    @Test func `a committed file replaces the old one`() throws {
        try AtomicFile.write("old", to: "\(folder)/a.csv")
        var file = try AtomicFile("\(folder)/a.csv")
        try file.write("new ")
        try file.write([UInt8](repeating: 0x2E, count: 200_000))
        #expect(try SourceText(path: "\(folder)/a.csv").string == "old")
        try file.commit()
        #expect(try SourceText(path: "\(folder)/a.csv").bytes.count == 200_004)
        #expect(try scratch.names() == ["a.csv"])
    }

    @Test func `nothing is left of a file that is not committed`() throws {
        do {
            var file = try AtomicFile("\(folder)/b.csv")
            try file.write([UInt8](repeating: 0x2E, count: 100_000))
            #expect(try scratch.names().count == 1)
        }
        #expect(try scratch.names().isEmpty)
    }

    @Test func `a folder that cannot be written is an error with its path`() throws {
        let missing = "\(folder)/none/c.csv"
        do {
            try AtomicFile.write("x", to: missing)
            Issue.record("written into a folder that does not exist")
        } catch {
            #expect(error == FileError(path: missing, operation: .write, code: ENOENT))
            #expect(error.description(in: .zh).hasPrefix("无法写入 \(missing)"))
        }
        #expect(throws: FileError(path: folder, operation: .write, code: EISDIR)) {
            try AtomicFile.write("x", to: folder)
        }
        #expect(try scratch.names().isEmpty)
    }

    @Test func `devices are written directly`() throws {
        try AtomicFile.write("x", to: "/dev/null")
        var status = stat()
        #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func `rejected rows come back with their reasons and can be handed in again`() throws {
        let text = "source_id,firm,fuel,fuel_use\nB1,\"甲,乙\",caol,x\nB2,丙,coal,1\n"
        let result = Samples.read(text)
        let path = "\(folder)/rejected.csv"
        try result.rejected.write(to: path, in: .zh)
        let written = try SourceText(path: path)
        #expect(
            written.string == """
                source_id,firm,fuel,fuel_use,退回原因
                B1,"甲,乙",caol,x,[fuel] 不是该列允许的词（实际为“caol”；应为煤、天然气、柴油；是否想填“coal”？）；\
                [fuel_use] 不是数字（实际为“x”；应为数字，0 … 1000000000 t）

                """)
        let again = TableReader.read(written, schema: Samples.boilers, vocabularies: Samples.vocabularies)
        #expect(again.findings.kept.map(\.message.code) == ["unknown-word", "not-a-number"])
        #expect(again.rejected.csv(in: .zh) == written.bytes)
    }

    @Test func `fields are quoted only where they must be`() {
        var writer = CSVWriter()
        writer.row(["a", "b,c", "d\"e", "f\ng", " h", ""])
        writer.row([""])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "a,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",\n\"\"\n")
    }

    @Test func `digests are those of FIPS 180-4`() {
        #expect(
            SHA256.hexadecimal(of: Array("abc".utf8))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            SHA256.hexadecimal(of: [])
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            SHA256.hexadecimal(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        var pieces = SHA256()
        for i in 0..<1000 { pieces.update([UInt8](repeating: UInt8(ascii: "a"), count: i % 7)) }
        let count = (0..<1000).reduce(0) { $0 + $1 % 7 }
        #expect(pieces.hexadecimal == SHA256.hexadecimal(of: [UInt8](repeating: UInt8(ascii: "a"), count: count)))
    }
}
