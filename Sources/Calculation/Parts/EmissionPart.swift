import FoundationEssentials
import Inventories
import Quantities
import Tables

/// A part of an inventory's emissions 分片结果: exact sums by case of the rows that begin in a part of its tables, with all
/// that was found there. The parts of a run, added in any order, are the run (Docs/Decisions/0033).
///
/// ```swift
/// let folder = try InventoryFolder("Inventories/ili-2021", options: options)
/// try folder.part(third, groupings: ["county"], options: options).write(to: "3.part")
/// ```
public struct EmissionPart: Sendable {
    /// Which part it is.
    public let number: PartNumber
    /// What it has in common with the other parts.
    public let identity: PartIdentity
    /// The inventory's folder, as it was named.
    public let folder: String
    /// How the inventory was read.
    public let options: Assessment.Options
    /// The plan whose rows it carries; `nil` where none was given.
    public let plan: PartPlan?
    /// The file that it was read from; empty where it was computed.
    public let file: String
    /// What follows the head.
    private let body: [UInt8]
    private let start: Int
    private let end: Int

    private static let magic = Array("lantian part\n".utf8)
    /// The version of the form of part files.
    static let version = 3
    /// How many bytes the digest at the end has.
    private static let digestLength = 64

    /// Reads a part file. Throws `Findings` where it is none, of another version, or damaged.
    public init(file: String) throws {
        let bytes = try InputFile.bytes(of: file)
        let place = Location(file: file)
        guard bytes.starts(with: EmissionPart.magic), bytes.count > EmissionPart.magic.count else {
            throw Findings([
                Finding(
                    .error, .noPart, at: place,
                    expected: Label("compute --part … --out 写出的文件", "a file that compute --part … --out wrote"))
            ])
        }
        let end = bytes.count - EmissionPart.digestLength
        var reader = PartReader(bytes, from: EmissionPart.magic.count, to: max(end, EmissionPart.magic.count))
        let version = try? reader.number()
        let told = end > 0 ? String(decoding: bytes[end...], as: UTF8.self) : ""
        let digest = SHA256.hexadecimal(of: Array(bytes[..<max(end, 0)]))
        guard told == digest else { throw EmissionPart.damage(file, value: digest, expected: told) }
        guard version == EmissionPart.version else {
            throw Findings([
                Finding(
                    .error, .partVersion, at: place, value: version.map(String.init),
                    expected: Label(
                        "格式 \(EmissionPart.version)；请用同一版本的程序重新计算这一分片",
                        "form \(EmissionPart.version): compute this part again with the program that combines"))
            ])
        }
        do throws(PartDamage) {
            let (number, count) = (try reader.number(), try reader.number())
            guard let which = PartNumber(number, of: count) else { throw PartDamage() }
            self.number = which
            folder = try reader.text()
            var options = Assessment.Options(factors: "")
            options.packs = try reader.texts()
            options.ruleBook = try reader.optionalText()
            options.pollutants =
                try reader.flag() ? try reader.texts() : nil
            plan = try reader.flag() ? try PartPlan(&reader) : nil
            options.readsWholeLibrary = plan != nil
            options.uncertainty = try reader.flag()
            self.options = options
            identity = try PartIdentity(&reader)
        } catch {
            throw EmissionPart.damage(file, value: nil, expected: nil)
        }
        self.file = file
        body = bytes
        start = reader.position
        self.end = end
    }

    private static func damage(_ file: String, value: String?, expected: String?) -> Findings {
        Findings([
            Finding(
                .error, .partDamaged, at: Location(file: file), value: value.map { String($0.prefix(16)) },
                expected: Label(
                    "SHA-256 \(expected?.visible.prefix(16) ?? "")；请用 --part 重新计算这一分片",
                    "SHA-256 \(expected?.visible.prefix(16) ?? ""): compute this part again with --part"))
        ])
    }

    /// Writes a part beside its place and renames it.
    static func write(
        _ run: FolderRun, _ number: PartNumber, identity: PartIdentity, folder: String, options: Assessment.Options,
        plan: PartPlan?, to path: String
    ) throws(FileError) {
        var writer = PartWriter()
        writer.raw(magic)
        writer.number(version)
        writer.number(number.number)
        writer.number(number.count)
        writer.text(folder)
        writer.texts(options.packs)
        writer.text(options.ruleBook)
        writer.flag(options.pollutants != nil)
        if let pollutants = options.pollutants { writer.texts(pollutants) }
        writer.flag(plan != nil)
        plan?.write(to: &writer)
        writer.flag(options.uncertainty)
        identity.write(to: &writer)
        writer.run(run)
        var file = try AtomicFile(path)
        try file.write(writer.bytes)
        try file.write(SHA256.hexadecimal(of: writer.bytes))
        try file.commit()
    }

    /// What the part holds, its cases told by an engine of each kind.
    func run(in folder: InventoryFolder, engine: (SourceKind) -> KindEngine) throws(Findings) -> FolderRun {
        var reader = PartReader(body, from: start, to: end)
        if self.folder != folder.path { reader.moved = (self.folder, folder.path) }
        do throws(PartDamage) {
            let run = try reader.run(engine: engine)
            guard reader.isAtEnd else { throw PartDamage() }
            return run
        } catch {
            throw EmissionPart.damage(file, value: nil, expected: nil)
        }
    }
}

extension PartWriter {
    fileprivate mutating func run(_ run: FolderRun) {
        findings(run.outletFindings)
        list(run.rejectedOutlets) { $0.rejected($1) }
        list(run.kinds) { $0.kind($1) }
    }

    private mutating func kind(_ run: KindRun) {
        text(run.kind.name)
        findings(run.findings)
        list(run.files) { $0.file($1) }
        list(run.total.excess.sorted { ($0.key.file, $0.key.line) < ($1.key.file, $1.key.line) }) { writer, entry in
            writer.number(entry.key.file)
            writer.number(entry.key.line)
            writer.number(entry.value.first)
            writer.number(entry.value.rows)
        }
        list(run.total.aboveWholes.found.sorted { $0.key < $1.key }) { writer, entry in
            writer.number(entry.key)
            writer.number(entry.value.rows)
            writer.number(entry.value.first)
            writer.sum(Int128(entry.value.part))
            writer.sum(Int128(entry.value.whole))
        }
        let keys = run.engine.caseKeys
        let (lanes, width) = (run.engine.layout.lanes, run.engine.width)
        number(lanes)
        number(width)
        // Cases come in the order in which threads met them: sorted by their keys, a part is the same bytes each time.
        let cases = (0..<keys.count / lanes).filter { run.total.count($0) > 0 }.sorted { a, b in
            keys[a * lanes..<(a + 1) * lanes].lexicographicallyPrecedes(keys[b * lanes..<(b + 1) * lanes])
        }
        list(cases) { writer, number in
            for lane in 0..<lanes { writer.number(keys[number * lanes + lane]) }
            writer.number(run.total.count(number))
            writer.number(run.total.first(number) ?? 0)
            for line in 0..<width { writer.sum(run.total.sum(number, line)) }
            if run.engine.context.ranges != nil {
                for line in 0..<width { writer.sum(Int128(clamping: run.total.squares(number, line))) }
            }
            for line in run.engine.lines.indices { writer.number(run.total.unfit(number, line)) }
        }
        list(run.names.sorted { $0.key < $1.key }) { writer, entry in
            writer.text(entry.key)
            writer.list(entry.value.sorted { $0.lexicographicallyPrecedes($1) }) { writer, name in
                writer.number(name.count)
                writer.raw(name)
            }
        }
    }

    private mutating func file(_ run: FileRun) {
        number(run.number)
        text(run.path)
        span(run.span)
        text(run.digest)
        findings(run.findings)
        rejected(run.rejected)
        list(run.identifiers) {
            $0.text($1.id)
            $0.number(Int($1.line))
        }
        uses(run.uses)
        flag(run.kept != nil)
        if let kept = run.kept { table(kept) }
    }
}

extension PartReader {
    fileprivate mutating func run(engine: (SourceKind) -> KindEngine) throws(PartDamage) -> FolderRun {
        var run = FolderRun()
        run.outletFindings = try findings()
        run.rejectedOutlets = try list { (reader: inout PartReader) throws(PartDamage) in try reader.rejected() }
        run.kinds = try list { (reader: inout PartReader) throws(PartDamage) in try reader.kind(engine) }
        return run
    }

    private mutating func kind(_ engine: (SourceKind) -> KindEngine) throws(PartDamage) -> KindRun {
        guard let kind = SourceKind.named(try text()) else { throw PartDamage() }
        let engine = engine(kind)
        var run = KindRun(kind: kind, engine: engine)
        run.findings = try findings()
        run.files = try list { (reader: inout PartReader) throws(PartDamage) in try reader.file(kind) }
        for _ in 0..<(try number()) {
            let (file, line, first, rows) = (try number(), try number(), try number(), try number())
            guard engine.lines.indices.contains(line) else { throw PartDamage() }
            run.total.add(
                Accumulator.Excess(first: first, rows: rows), at: Accumulator.FileLine(file: file, line: line))
        }
        for _ in 0..<(try number()) {
            let (pair, rows, first) = (try number(), try number(), try number())
            let (part, whole) = (Int64(clamping: try sum()), Int64(clamping: try sum()))
            guard engine.pairs.all.indices.contains(pair), run.files.contains(where: { $0.number == first >> 32 })
            else { throw PartDamage() }
            run.total.aboveWholes.add(
                PartsAboveWholes.Rows(rows: rows, first: first, part: part, whole: whole), pair: pair)
        }
        let (lanes, width) = (engine.layout.lanes, engine.width)
        guard try number() == lanes, try number() == width else { throw PartDamage() }
        var keys: [UInt64] = []
        let cases = try list {
            (reader: inout PartReader) throws(PartDamage)
                -> (rows: Int, first: Int, sums: [Int128], squares: [UInt128], unfit: [Int]) in
            for _ in 0..<lanes { keys.append(try reader.unsigned()) }
            let (rows, first) = (try reader.number(), try reader.number())
            var sums: [Int128] = []
            for _ in 0..<width { sums.append(try reader.sum()) }
            var squares: [UInt128] = []
            if engine.context.ranges != nil {
                for _ in 0..<width { squares.append(UInt128(clamping: try reader.sum())) }
            }
            var unfit: [Int] = []
            for _ in engine.lines.indices { unfit.append(try reader.number()) }
            return (rows, first, sums, squares, unfit)
        }
        for (number, own) in zip(engine.cases(ofKeys: keys), cases) {
            run.total.add(case: number, rows: own.rows, first: own.first, sums: own.sums, squares: own.squares)
            for (line, rows) in own.unfit.enumerated() { run.total.add(unfit: rows, case: number, line: line) }
        }
        let names = try list { (reader: inout PartReader) throws(PartDamage) -> (column: String, names: [[UInt8]]) in
            (
                try reader.text(),
                try reader.list { (reader: inout PartReader) throws(PartDamage) in
                    try reader.list { (reader: inout PartReader) throws(PartDamage) in try reader.byte() }
                }
            )
        }
        for entry in names { run.names[entry.column, default: []].formUnion(entry.names) }
        return run
    }

    private mutating func file(_ kind: SourceKind) throws(PartDamage) -> FileRun {
        FileRun(
            number: try number(), path: try path(), span: try span(), digest: try text(), findings: try findings(),
            rejected: try rejected(),
            identifiers: try list { (reader: inout PartReader) throws(PartDamage) in
                let (id, line) = (try reader.text(), try reader.number())
                guard let line = UInt32(exactly: line) else { throw PartDamage() }
                return (id, line)
            }, uses: try uses(), kept: try flag() ? try table(kind.schema) : nil)
    }
}

extension Finding.Message {
    static let noPart = Finding.Message("no-part", "不是分片文件", "this is no part file")
    static let partVersion = Finding.Message(
        "part-version", "分片文件由另一版本的程序写出", "the part file was written by another version of the program")
    static let partDamaged = Finding.Message(
        "part-damaged", "分片文件已损坏或不完整", "the part file is damaged or incomplete")
}
