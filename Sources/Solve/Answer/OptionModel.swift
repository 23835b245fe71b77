internal import Quantities
internal import Tables

/// A task as a problem in whole numbers, and the way back.
struct OptionModel {
    let problem: ChoiceProblem
    /// The source of the table that each source of the problem is; the first where it stands for several equal ones.
    let sources: [Int]
    /// The option of the table that each option of the problem is; −1 for "nothing". Where a source of the problem stands for
    /// equal ones, the place among their ways to share themselves out.
    let options: [Int]
    /// By source of the problem the equal sources that it stands for.
    let equals: [Int: EqualSources]
    /// The place of the costs among the dimensions, where a row bounds them.
    let costDimension: Int?

    /// `nil`, with findings, where targets or lists name what the table does not have.
    ///
    /// `joinsEqual`: equal sources stand together, with a count.
    init?(_ task: OptionTask, joinsEqual: Bool = true, findings: inout Findings) {
        let table = task.table
        var before = findings.count(.error)
        // Dimensions.
        var quantities: [OptionTarget.Quantity] = []
        var rowDimensions: [Int] = []
        var rowGroups: [Int?] = []
        var used: Set<Int32> = []
        for target in task.targets {
            let quantity = OptionModel.resolved(target.quantity, table)
            if let known = quantities.firstIndex(of: quantity) {
                rowDimensions.append(known)
            } else {
                rowDimensions.append(quantities.count)
                quantities.append(quantity)
            }
            guard let name = target.group else {
                rowGroups.append(nil)
                continue
            }
            guard let place = table.groups.firstIndex(of: name) else {
                findings.add(
                    Finding(
                        .error, .groupNotThere, at: Location(file: table.file.path), value: name,
                        expected: table.groups.isEmpty
                            ? Label("表中有 group 列", "a column group in the table")
                            : Label(
                                "表中的一组：\(table.groups.prefix(12).joined(separator: "、"))",
                                "a group of the table: \(table.groups.prefix(12).joined(separator: ", "))"),
                        nearest: Spelling.nearest(to: name, in: table.groups)))
                rowGroups.append(nil)
                continue
            }
            used.insert(Int32(place))
            rowGroups.append(place)
        }
        guard findings.count(.error) == before else { return nil }
        // Lists.
        var forced: [Int: Set<Int>] = [:]
        var barred: Set<Int> = []
        var nothingBarred: Set<Int> = []
        for (picks, isMust) in [(task.must, true), (task.mustNot, false)] {
            for pick in picks {
                guard let (source, options) = OptionModel.options(of: pick, table, &findings) else { continue }
                if isMust {
                    nothingBarred.insert(source)
                    forced[source] = forced[source].map { $0.intersection(options) } ?? Set(options)
                } else {
                    barred.formUnion(options)
                }
            }
        }
        guard findings.count(.error) == before else { return nil }
        before = findings.count(.error)
        // Sources of one group together, where a row is of a group.
        func key(_ source: Int) -> Int32 {
            used.contains(table.groupOfSource[source]) ? table.groupOfSource[source] : -1
        }
        let order =
            used.isEmpty
            ? Array(table.sources.indices) : table.sources.indices.sorted { (key($0), $0) < (key($1), $1) }
        var groupStarts: [Int] = []
        var groupPlaces: [Int32: Int] = [:]
        var starts = [0]
        var options: [Int] = []
        options.reserveCapacity(table.options.count + table.sources.count)
        starts.reserveCapacity(table.sources.count + 1)
        func admissible(_ source: Int) -> [Int] {
            (nothingBarred.contains(source) ? [] : [-1])
                + (table.starts[source]..<table.starts[source + 1]).filter {
                    !barred.contains($0) && (forced[source]?.contains($0) ?? true)
                }
        }
        let pieces = joinsEqual ? OptionModel.pieces(order, table, key, admissible) : [:]
        var equals: [Int: EqualSources] = [:]
        var firsts: [Int] = []
        firsts.reserveCapacity(order.count)
        for source in order {
            if pieces[source] == .some(nil) { continue }
            if groupPlaces[key(source)] == nil {
                groupPlaces[key(source)] = groupStarts.count
                groupStarts.append(firsts.count)
            }
            if let members = pieces[source] ?? nil {
                let own = EqualSources(members.map(admissible))
                equals[firsts.count] = own
                options.append(contentsOf: own.ways.indices)
            } else {
                options.append(contentsOf: admissible(source))
            }
            firsts.append(source)
            if options.count == starts[starts.count - 1] {
                findings.add(
                    Finding(
                        .error, .nothingLeft, at: Location(file: table.file.path), value: table.sources[source],
                        expected: Label("至少一项既要求又不禁止的措施", "an option that is required and not forbidden")))
            }
            starts.append(options.count)
        }
        groupStarts.append(firsts.count)
        guard findings.count(.error) == before else { return nil }
        let ends = Column(options: options, starts: starts, equals: equals)
        let columns = quantities.map { quantity -> [Int64] in
            switch quantity {
            case .cost: return ends.values { table.cost[$0] }
            case .projects: return ends.values { _ in 1 }
            case .reduction(let name):
                let column = table.pollutants.firstIndex(of: name).map { table.amounts[$0] } ?? []
                return ends.values { column[$0] }
            }
        }
        var rows: [ChoiceProblem.Row] = []
        for (place, target) in task.targets.enumerated() {
            let sign: Int64 = target.isAtLeast ? 1 : -1
            rows.append(
                ChoiceProblem.Row(
                    dimension: rowDimensions[place],
                    group: rowGroups[place].flatMap { groupPlaces[Int32($0)] }, sign: sign,
                    bound: Int128(sign) * target.bound))
        }
        var cost = ends.values { table.cost[$0] }
        var costDecimals = OptionTable.costDecimals
        if let most = task.most, case .reduction(let name) = OptionModel.resolved(.reduction(most), table) {
            let column = table.pollutants.firstIndex(of: name).map { table.amounts[$0] } ?? []
            cost = ends.values { -column[$0] }
            costDecimals = OptionTable.massDecimals
        }
        problem = ChoiceProblem(
            starts: starts, cost: cost, amounts: columns, groupStarts: groupStarts, rows: rows,
            costDecimals: costDecimals, decimals: quantities.map(\.decimals), ways: equals.mapValues(\.ways))
        sources = firsts
        self.equals = equals
        self.options = options
        costDimension = quantities.firstIndex(of: .cost)
    }

    /// Numbers of the table's options as a column of the problem's.
    private struct Column {
        let options: [Int]
        let starts: [Int]
        let equals: [Int: EqualSources]

        func values(_ value: (Int) -> Int64) -> [Int64] {
            func own(_ option: Int) -> Int64 { option < 0 ? 0 : value(option) }
            var result = equals.isEmpty ? options.map(own) : []
            guard result.isEmpty else { return result }
            result.reserveCapacity(options.count)
            for source in starts.indices.dropLast() {
                let ends = options[starts[source]..<starts[source + 1]]
                if let equal = equals[source] {
                    for way in ends { result.append(equal.sum(way, own)) }
                } else {
                    for option in ends { result.append(own(option)) }
                }
            }
            return result
        }
    }

    /// A number of each option of the problem, by numbers of the table's options; nothing has none.
    func values(_ value: (Int) -> Int64) -> [Int64] {
        Column(options: options, starts: problem.starts, equals: equals).values(value)
    }

    /// The options of the table that a choice takes, in order.
    func taken(_ choice: [Int]) -> [Int] {
        var result: [Int] = []
        for (source, option) in choice.enumerated() {
            if let equal = equals[source] {
                result += equal.taken(options[option]).filter { $0 >= 0 }
            } else if options[option] >= 0 {
                result.append(options[option])
            }
        }
        return result.sorted()
    }

    /// Equal sources, by the first of each piece; the others of it have `nil`. Sources that stand alone are not in it.
    private static func pieces(
        _ order: [Int], _ table: OptionTable, _ key: (Int) -> Int32, _ admissible: (Int) -> [Int]
    ) -> [Int: [Int]?] {
        // Sums over what the table has are compared first; most sources differ there.
        var last: [UInt64: Int] = [:]
        var classes: [[Int]] = []
        var classOf: [Int: Int] = [:]
        for source in order {
            let options = table.starts[source]..<table.starts[source + 1]
            var hash = UInt64(bitPattern: Int64(key(source)))
            func mix(_ value: Int64) {
                hash = (hash ^ UInt64(bitPattern: value)) &* 0x9E37_79B9_7F4A_7C15
                hash ^= hash >> 29
            }
            for option in options {
                mix(Int64(table.options[option]))
                mix(table.cost[option])
                for column in table.amounts { mix(column[option]) }
            }
            guard let first = last[hash] else {
                last[hash] = source
                continue
            }
            guard !options.isEmpty, isAlike(first, source, table, key, admissible) else { continue }
            if let number = classOf[first] {
                classes[number].append(source)
            } else {
                classOf[first] = classes.count
                classes.append([first, source])
            }
        }
        var result: [Int: [Int]?] = [:]
        for members in classes {
            let own = admissible(members[0])
            var magnitude: UInt64 = 1
            for option in own where option >= 0 {
                magnitude = max(magnitude, table.cost[option].magnitude)
                for column in table.amounts { magnitude = max(magnitude, column[option].magnitude) }
            }
            let size = EqualSources.largest(of: members.count, options: own.count, magnitude: magnitude)
            guard size > 1, own.count > 1 else { continue }
            for start in stride(from: 0, to: members.count, by: size) {
                let piece = Array(members[start..<min(members.count, start + size)])
                guard piece.count > 1 else { continue }
                result[piece[0]] = .some(piece)
                for other in piece.dropFirst() { result[other] = .some(nil) }
            }
        }
        return result
    }

    private static func isAlike(
        _ a: Int, _ b: Int, _ table: OptionTable, _ key: (Int) -> Int32, _ admissible: (Int) -> [Int]
    ) -> Bool {
        let (own, other) = (admissible(a), admissible(b))
        guard key(a) == key(b), own.count == other.count else { return false }
        return zip(own, other).allSatisfy { x, y in
            x < 0 || y < 0
                ? x == y
                : table.options[x] == table.options[y] && table.cost[x] == table.cost[y]
                    && table.amounts.allSatisfy { $0[x] == $0[y] }
        }
    }

    /// A quantity with the pollutant as the table writes it.
    private static func resolved(_ quantity: OptionTarget.Quantity, _ table: OptionTable) -> OptionTarget.Quantity {
        guard case .reduction(let name) = quantity else { return quantity }
        let key = Vocabulary.folded(name)
        return .reduction(table.pollutants.first { Vocabulary.folded($0) == key } ?? name)
    }

    /// The options that a pick means, and their source.
    private static func options(
        of pick: OptionTask.Pick, _ table: OptionTable, _ findings: inout Findings
    ) -> (source: Int, options: [Int])? {
        let location = Location(file: table.file.path)
        // An identifier may hold the sign itself.
        let whole = pick.option.map { pick.source + "=" + $0 }
        if let whole, let source = table.place(of: whole) {
            return (source, Array(table.starts[source]..<table.starts[source + 1]))
        }
        guard let source = table.place(of: pick.source) else {
            let near = table.sources.count < 10_000 ? table.sources : []
            findings.add(
                Finding(
                    .error, .sourceNotThere, at: location, value: pick.source,
                    expected: Label("表中的一个排放源", "a source of the table"),
                    nearest: Spelling.nearest(to: pick.source, in: near)))
            return nil
        }
        let options = Array(table.starts[source]..<table.starts[source + 1])
        guard let name = pick.option else { return (source, options) }
        guard let option = options.first(where: { table.name(of: $0) == name }) else {
            let names = options.map { table.name(of: $0) }
            findings.add(
                Finding(
                    .error, .optionNotThere, at: location, value: "\(pick.source)=\(name)",
                    expected: Label("其中之一：\(names.joined(separator: "、"))", "one of \(names.joined(separator: ", "))"),
                    nearest: Spelling.nearest(to: name, in: names)))
            return nil
        }
        return (source, [option])
    }
}

extension Finding.Message {
    static let groupNotThere = Finding.Message("no-such-group", "表中没有这个组", "the table has no such group")
    static let sourceNotThere = Finding.Message("no-such-source", "表中没有这个排放源", "the table has no such source")
    static let optionNotThere = Finding.Message(
        "no-such-option", "这个排放源没有这项措施，或其费用未知", "the source has no such option, or its cost is unknown")
    static let nothingLeft = Finding.Message(
        "nothing-left", "这个排放源要求选一项，却没有可选的", "this source must have an option, and none is left")
}
