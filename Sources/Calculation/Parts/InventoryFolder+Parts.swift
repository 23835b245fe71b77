import Factors
import FoundationEssentials
package import Inventories
public import Tables

extension InventoryFolder {
    /// Computes a part of the tables and writes it to a file: the rows whose first byte lies in the part's bytes.
    ///
    /// O(bytes of the table up to the part's end, which are scanned for the ends of rows, and rows of the part).
    ///
    /// - Parameters:
    ///   - options: how the folder was opened.
    ///   - path: the file, which appears whole or not at all.
    public func writePart(
        _ number: PartNumber, by keys: [Grouping], balance: Bool = false, options: Assessment.Options, threads: Int = 2,
        to path: String, progress: ((TableStream.Progress) -> Void)? = nil
    ) throws {
        try writePart(
            number, by: keys, balance: balance, options: options, threads: threads, plan: nil, watch: nil, to: path,
            progress: progress)
    }

    /// The same with the rows that a plan may mean, which it gives.
    @discardableResult
    package func writePart(
        _ number: PartNumber, by keys: [Grouping], balance: Bool = false, options: Assessment.Options, threads: Int,
        plan: PartPlan?, watch: RowWatch?, to path: String, progress: ((TableStream.Progress) -> Void)?
    ) throws -> Inventory {
        guard !isWorkbook else {
            throw Findings([
                Finding(
                    .error, .partOfWorkbook, at: Location(file: self.path),
                    expected: Label("含 CSV 表的文件夹", "a folder with tables as CSV"))
            ])
        }
        let sizes = try tableSizes()
        let pass = FolderPass(
            groupings: keys.map(\.name), balance: balance, threads: InventoryFolder.threads(threads), watch: watch,
            progress: progress)
        let run = try run(pass, pieces: try pieces(of: number, sizes: sizes)) { _ in }
        try EmissionPart.write(
            run, number,
            identity: try PartIdentity(self, keys: keys.map(\.text), balance: balance, plan: plan, sizes: sizes),
            folder: self.path, options: options, plan: plan, to: path)
        let sheets = run.kinds.flatMap { kind in
            kind.files.compactMap { $0.kept.map { Inventory.Sheet(kind: kind.kind, table: $0) } }
        }
        return Inventory(folder: self.path, manifest: context.manifest, sheets: sheets)
    }

    /// How many bytes each table has.
    func tableSizes() throws(FileError) -> [Int] {
        var sizes: [Int] = []
        for (_, file) in tables { sizes.append(try InputFile.size(of: file)) }
        return sizes
    }

    /// The pieces of the tables that belong to a part, by path. An empty file takes the place of one byte, so that what is
    /// wrong with it is told once.
    private func pieces(of number: PartNumber, sizes: [Int]) throws(FileError) -> [String: TableStream.Piece] {
        let bytes = number.bytes(of: sizes.reduce(0) { $0 + max($1, 1) })
        let filling = DefaultFilling(manifest: context.manifest, library: context.library)
        var pieces: [String: TableStream.Piece] = [:]
        var start = 0
        for (table, size) in zip(tables, sizes) {
            let own = start..<start + max(size, 1)
            start = own.upperBound
            guard own.overlaps(bytes) else { continue }
            guard bytes.lowerBound > own.lowerBound || bytes.upperBound < own.upperBound else {
                pieces[table.path] = TableStream.Piece(nil)
                continue
            }
            let isFirst = bytes.lowerBound <= own.lowerBound
            var cuts: [Int] = isFirst ? [] : [bytes.lowerBound - own.lowerBound]
            if bytes.upperBound < own.upperBound { cuts.append(bytes.upperBound - own.lowerBound) }
            let stream = TableStream(
                table.path, schema: filling.schema(table.kind.schema), vocabularies: context.library.vocabularies)
            let isToEnd = bytes.upperBound >= own.upperBound
            if let spans = try stream.spans(cutAt: cuts, toEnd: isToEnd) {
                pieces[table.path] = TableStream.Piece(spans[isFirst ? 0 : 1])
            } else if isFirst {
                // It is read whole where it begins.
                pieces[table.path] = TableStream.Piece(nil)
            }
        }
        return pieces
    }

    /// What all parts of a run are together: what `emissions` gives of the whole, to the byte.
    ///
    /// Rows whose identifiers parts before them use are found here; the parts that they stand in are then computed again.
    ///
    /// - Throws: `Findings`: a part is missing, there twice, of another run, or does not meet its neighbours.
    public func emissions(of parts: [EmissionPart], threads: Int = 2) throws -> Emissions {
        try emissions(of: parts, threads: threads, watch: { nil }).emissions
    }

    /// The same with the rows that a plan may mean, and the names that rows have in columns that it asks for, by kind and
    /// column. `watch` tells which rows those are, where rows are read again.
    package func emissions(
        of parts: [EmissionPart], threads: Int, watch: () -> RowWatch?
    ) throws -> (emissions: Emissions, names: [String: [String: Set<[UInt8]>]]) {
        guard let first = parts.first else { throw Findings([.missingParts([], at: nil)]) }
        let identity = first.identity
        let sizes = try tableSizes()
        let own = try PartIdentity(
            self, keys: identity.keys, balance: identity.balance, plan: first.plan, sizes: sizes)
        try InventoryFolder.check(parts, against: own)
        let parts = parts.sorted { $0.number.number < $1.number.number }
        var engines: [SourceKind.ID: KindEngine] = [:]
        for kind in SourceKind.all where tables.contains(where: { $0.kind.id == kind.id }) {
            engines[kind.id] = KindEngine(
                kind: kind, context: context, groupings: identity.groupings, balance: identity.balance)
        }
        var runs: [FolderRun] = []
        for part in parts {
            runs.append(
                try part.run(in: self) { kind in
                    engines[kind.id]
                        ?? KindEngine(
                            kind: kind, context: context, groupings: identity.groupings, balance: identity.balance)
                })
        }
        try check(runs, of: parts, sizes: sizes)
        let pass = FolderPass(
            groupings: identity.groupings, balance: identity.balance, threads: InventoryFolder.threads(threads))
        try computeAgain(&runs, parts, pass, watch)
        let whole = whole(runs, engines)
        return (emissions(of: whole), Dictionary(uniqueKeysWithValues: whole.kinds.map { ($0.kind.name, $0.names) }))
    }

    /// All parts as one run.
    private func whole(_ runs: [FolderRun], _ engines: [SourceKind.ID: KindEngine]) -> FolderRun {
        var whole = FolderRun()
        // Each part looked at all outlets.
        whole.outletFindings = runs.first?.outletFindings ?? Findings()
        whole.rejectedOutlets = runs.first?.rejectedOutlets ?? []
        for kind in SourceKind.all {
            guard let engine = engines[kind.id] else { continue }
            var total = KindRun(kind: kind, engine: engine)
            var rows = 0
            for own in runs.compactMap({ $0.kinds.first { $0.kind.id == kind.id } }) {
                total.findings.add(own.findings)
                total.names.merge(own.names) { $0.union($1) }
                total.total.add(own.total, of: own.engine, as: engine)
                rows += own.total.rowCount
                for file in own.files {
                    if let last = total.files.indices.last, total.files[last].number == file.number {
                        total.files[last].findings.add(file.findings)
                        total.files[last].rejected.rows += file.rejected.rows
                        total.files[last].identifiers += file.identifiers
                        if let more = file.kept { total.files[last].kept?.append(more) }
                    } else {
                        total.files.append(file)
                    }
                }
            }
            total.total.account(of: rows, kind)
            whole.kinds.append(total)
        }
        return whole
    }

    /// Computes those kinds of a part again in which rows use identifiers of parts before.
    private func computeAgain(
        _ runs: inout [FolderRun], _ parts: [EmissionPart], _ pass: FolderPass, _ watch: () -> RowWatch?
    ) throws {
        var sharing: OutletSharing?
        for kind in SourceKind.all {
            let files = tables.filter { $0.kind.id == kind.id }.map(\.path)
            var earlier: [Int: [String: IdentifierUses]] = [:]
            for (number, file) in files.enumerated() {
                let pieces = runs.indices.compactMap { run in
                    runs[run].kinds.first { $0.kind.id == kind.id }?.files.first { $0.number == number }
                        .map { (run: run, uses: $0.uses) }
                }
                for (piece, used) in zip(pieces, IdentifierUses.usedBefore(pieces.map(\.uses)))
                where !used.lines.isEmpty {
                    earlier[piece.run, default: [:]][file] = used
                }
            }
            for (number, used) in earlier.sorted(by: { $0.key < $1.key }) {
                if sharing == nil, !outlets.isEmpty {
                    var told = FolderRun()
                    sharing = try outletSharing(
                        threads: pass.threads, rejected: &told.rejectedOutlets, findings: &told.outletFindings)
                }
                guard let place = runs[number].kinds.firstIndex(where: { $0.kind.id == kind.id }) else { continue }
                let old = runs[number].kinds[place].files
                let pieces = Dictionary(
                    uniqueKeysWithValues: old.map { file in
                        let path = files[file.number]
                        return (path, TableStream.Piece(file.span, earlier: used[path] ?? IdentifierUses()))
                    })
                var own = pass
                own.watch = watch()
                let again = try run(kind, files, own, sharing: sharing, pieces: pieces, takeDetail: { _ in })
                for (a, b) in zip(old, again.files) where a.digest != b.digest {
                    throw Findings([.tableChanged(a.path, digest: a.digest, now: b.digest, in: parts[number])])
                }
                runs[number].kinds[place] = again
            }
        }
    }

    /// Throws where parts are not all parts of the run that this folder would give.
    private static func check(_ parts: [EmissionPart], against own: PartIdentity) throws(Findings) {
        var findings = Findings()
        let count = parts[0].number.count
        var fileOf: [PartNumber: String] = [:]
        for part in parts {
            let place = Location(file: part.file)
            if part.number.count != count {
                findings.add(
                    Finding(
                        .error, .partOfOther(Label("分片数", "number of parts")), at: place,
                        value: part.number.description,
                        expected: Label(
                            "\(count) 片中的一片，与 \(parts[0].file) 相同", "one of \(count), as \(parts[0].file) is")))
            } else if let difference = part.identity.difference(from: own) {
                findings.add(
                    Finding(
                        .error, .partOfOther(difference.name), at: place, value: difference.own,
                        expected: Label(
                            "\(difference.other)，与现在的清单和系数库相同；请重新计算这一分片",
                            "\(difference.other), as inventory and library are now: compute this part again")))
            }
            if let other = fileOf[part.number] {
                findings.add(
                    Finding(
                        .error, .partTwice, at: place, value: part.number.description,
                        expected: Label("每片一次；\(other) 已是这一片", "each part once: \(other) is this one too")))
            }
            fileOf[part.number] = part.file
        }
        let missing = (1...count).filter { number in
            PartNumber(number, of: count).map { fileOf[$0] == nil } ?? false
        }
        if !findings.hasErrors, !missing.isEmpty {
            findings.add(.missingParts(missing.map { "\($0)/\(count)" }, at: Location(file: parts[0].file)))
        }
        if findings.hasErrors { throw findings }
    }

    /// Throws where the rows of parts do not follow upon each other: a table changed between them.
    private func check(_ runs: [FolderRun], of parts: [EmissionPart], sizes: [Int]) throws {
        var findings = Findings()
        for (table, size) in zip(tables, sizes) {
            var reached: RowMark?
            var isWhole = false
            for (run, part) in zip(runs, parts) {
                guard
                    let file = run.kinds.first(where: { $0.kind.id == table.kind.id })?.files
                        .first(where: { $0.path == table.path })
                else { continue }
                guard let span = file.span else {
                    isWhole = true
                    continue
                }
                if span.isFirst != (reached == nil) || reached.map({ $0 != span.start }) ?? false {
                    findings.add(
                        Finding(
                            .error, .partOfOther(Label("\(table.path) 的起始行", "first line of \(table.path)")),
                            at: Location(file: part.file), value: String(span.start.line),
                            expected: Label(
                                "\(reached.map { String($0.line) } ?? "表头之后")；该表在两片之间改动过，请重新计算各片",
                                "\(reached.map { String($0.line) } ?? "the header's"): the table changed between two parts, compute all parts again"
                            )))
                }
                reached = span.end
            }
            try compareBytes(of: table, runs, parts, &findings)
            if !isWhole, reached?.offset != size, !findings.hasErrors, let first = parts.first {
                findings.add(
                    Finding(
                        .error, .partOfOther(Label("\(table.path) 的末尾", "end of \(table.path)")),
                        at: Location(file: first.file), value: reached.map { String($0.offset) },
                        expected: Label("\(size) 字节；请重新计算各片", "\(size) bytes: compute all parts again")))
            }
        }
        if findings.hasErrors { throw findings }
    }

    /// Tells the parts whose rows of a table are other bytes now.
    ///
    /// O(bytes of the table).
    private func compareBytes(
        of table: (kind: SourceKind, path: String), _ runs: [FolderRun], _ parts: [EmissionPart],
        _ findings: inout Findings
    ) throws(FileError) {
        for (run, part) in zip(runs, parts) {
            let files = run.kinds.first { $0.kind.id == table.kind.id }?.files ?? []
            for file in files where file.path == table.path {
                let bytes = file.span.map { $0.start.offset..<max($0.start.offset, $0.end.offset) }
                let now = try SHA256.hexadecimal(ofFile: table.path, bytes: bytes)
                guard now != file.digest else { continue }
                findings.add(.tableChanged(table.path, digest: file.digest, now: now, in: part))
            }
        }
    }
}

extension Accumulator {
    /// Adds the sums of another engine's cases, where that is another one.
    mutating func add(_ other: Accumulator, of own: KindEngine, as engine: KindEngine) {
        guard own !== engine else { return merge(other) }
        for (number, place) in engine.cases(ofKeys: own.caseKeys).enumerated() where other.count(number) > 0 {
            add(
                case: place, rows: other.count(number), first: other.first(number) ?? .max,
                sums: (0..<engine.width).map { other.sum(number, $0) },
                squares: (0..<engine.width).map { other.squares(number, $0) })
            for line in engine.lines.indices { add(unfit: other.unfit(number, line), case: place, line: line) }
        }
        for (place, more) in other.excess { add(more, at: place) }
        aboveWholes.add(other.aboveWholes)
    }
}

extension Finding {
    /// The rows that a part read of a table are other bytes now.
    static func tableChanged(_ path: String, digest: String, now: String, in part: EmissionPart) -> Finding {
        Finding(
            .error, .partOfOther(Label("表文件摘要", "digest of the table")), at: Location(file: part.file),
            value: String(digest.prefix(16)),
            expected: Label(
                "\(now.prefix(16))；\(path) 已改动，请重新计算这一分片",
                "\(now.prefix(16)): \(path) has changed, compute this part again"))
    }

    static func missingParts(_ missing: [String], at location: Location?) -> Finding {
        let shown = missing.prefix(8).joined(separator: ", ") + (missing.count > 8 ? "…" : "")
        return Finding(
            .error, .partMissing, at: location, value: shown,
            expected: Label(
                "所有分片；请用 --part 计算缺少的 \(missing.count) 片", "all parts: compute the \(missing.count) missing with --part"
            ))
    }
}

extension Finding.Message {
    static let partMissing = Finding.Message("part-missing", "缺少分片", "parts are missing")
    static let partTwice = Finding.Message("part-twice", "同一分片给了两次", "a part is given twice")
    static func partOfOther(_ what: Label) -> Finding.Message {
        Finding.Message(
            "part-foreign", "分片不属于这次计算：\(what.zh)不同", "the part is of another run: its \(what.en) differs")
    }
    static let partOfWorkbook = Finding.Message(
        "part-of-workbook", "工作簿整体读取，不能分片", "a workbook is read whole and cannot be computed in parts")
}
