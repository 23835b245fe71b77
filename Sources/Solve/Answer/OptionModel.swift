internal import Quantities
internal import Tables

/// A task as a problem in whole numbers, and the way back.
struct OptionModel {
    let problem: ChoiceProblem
    /// The source of the table that each source of the problem is.
    let sources: [Int]
    /// The option of the table that each option of the problem is; −1 for "nothing".
    let options: [Int]
    /// The place of the costs among the dimensions, where a row bounds them.
    let costDimension: Int?

    /// `nil`, with findings, where targets or lists name what the table does not have.
    init?(_ task: OptionTask, findings: inout Findings) {
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
        for (place, source) in order.enumerated() {
            if groupPlaces[key(source)] == nil {
                groupPlaces[key(source)] = groupStarts.count
                groupStarts.append(place)
            }
            if !nothingBarred.contains(source) { options.append(-1) }
            for option in table.starts[source]..<table.starts[source + 1]
            where !barred.contains(option) && (forced[source]?.contains(option) ?? true) {
                options.append(option)
            }
            if options.count == starts[starts.count - 1] {
                findings.add(
                    Finding(
                        .error, .nothingLeft, at: Location(file: table.file.path), value: table.sources[source],
                        expected: Label("至少一项既要求又不禁止的措施", "an option that is required and not forbidden")))
            }
            starts.append(options.count)
        }
        groupStarts.append(order.count)
        guard findings.count(.error) == before else { return nil }
        let columns = quantities.map { quantity -> [Int64] in
            switch quantity {
            case .cost: return options.map { $0 < 0 ? 0 : table.cost[$0] }
            case .projects: return options.map { $0 < 0 ? 0 : 1 }
            case .reduction(let name):
                let column = table.pollutants.firstIndex(of: name).map { table.amounts[$0] } ?? []
                return options.map { $0 < 0 ? 0 : column[$0] }
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
        var cost = options.map { $0 < 0 ? 0 : table.cost[$0] }
        var costDecimals = OptionTable.costDecimals
        if let most = task.most, case .reduction(let name) = OptionModel.resolved(.reduction(most), table) {
            let column = table.pollutants.firstIndex(of: name).map { table.amounts[$0] } ?? []
            cost = options.map { $0 < 0 ? 0 : -column[$0] }
            costDecimals = OptionTable.massDecimals
        }
        problem = ChoiceProblem(
            starts: starts, cost: cost, amounts: columns, groupStarts: groupStarts, rows: rows,
            costDecimals: costDecimals, decimals: quantities.map(\.decimals))
        sources = order
        self.options = options
        costDimension = quantities.firstIndex(of: .cost)
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
