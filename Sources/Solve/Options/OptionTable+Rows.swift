package import Tables

extension OptionTable {
    /// An option as a row.
    package struct Row: Sendable {
        /// The source.
        package var source: String
        /// The option.
        package var option: String
        /// The group of the source; empty for none.
        package var group: String
        /// What it costs; `nil` where nobody knows.
        package var cost: Int64?
        /// What it takes away of each pollutant, in micrograms.
        package var amounts: [Int64]

        /// A row.
        package init(source: String, option: String, group: String = "", cost: Int64?, amounts: [Int64]) {
            self.source = source
            self.option = option
            self.group = group
            self.cost = cost
            self.amounts = amounts
        }
    }

    /// A table of rows in any order; an option of a source stands in it once.
    package init(file: SourceFile, currency: String, pollutants: [String], rows: [Row]) {
        self.init(file: file)
        self.currency = currency
        self.pollutants = pollutants
        names = OptionTable.inOrder(rows.map(\.option))
        groups = OptionTable.inOrder(rows.map(\.group).filter { !$0.isEmpty })
        amounts = Array(repeating: [], count: pollutants.count)
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
        let groupPlaces = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, Int32($0)) })
        let order = rows.indices.sorted { a, b in
            rows[a].source == rows[b].source
                ? OptionTable.isBefore(rows[a].option, rows[b].option)
                : OptionTable.isBefore(rows[a].source, rows[b].source)
        }
        for place in order {
            let row = rows[place]
            if sources.last != row.source {
                sources.append(row.source)
                groupOfSource.append(groupPlaces[row.group] ?? -1)
                starts.append(options.count)
            }
            guard let cost = row.cost else {
                unpriced.append(Unpriced(source: row.source, option: row.option, amounts: row.amounts))
                continue
            }
            options.append(places[row.option] ?? 0)
            self.cost.append(cost)
            for column in amounts.indices { amounts[column].append(row.amounts[column]) }
            starts[starts.count - 1] = options.count
        }
    }

    private static func inOrder(_ texts: [String]) -> [String] { Set(texts).sorted(by: isBefore) }
}

extension OptionTable {
    /// The table as CSV, with all digits, as it is read. What totals of its pollutants lack stands in a last column, where
    /// they lack anything.
    public func csv(incomplete: String = "") -> String {
        var writer = CSVWriter()
        let hasGroups = !groups.isEmpty
        let last = incomplete.isEmpty ? [] : [incomplete]
        writer.row(
            ["source", "option", "cost[\(currency)]"] + (hasGroups ? ["group"] : []) + pollutants.map { $0 + "[t]" }
                + last.map { _ in "incomplete" })
        let mass = { (value: Int64) in WholeNumber.text(Int128(value), decimals: OptionTable.massDecimals) }
        for source in sources.indices {
            let group = hasGroups ? [groupOfSource[source] < 0 ? "" : groups[Int(groupOfSource[source])]] : []
            for option in starts[source]..<starts[source + 1] {
                writer.row(
                    [
                        sources[source], name(of: option),
                        WholeNumber.text(Int128(cost[option]), decimals: OptionTable.costDecimals),
                    ] + group + amounts.map { mass($0[option]) } + last)
            }
        }
        for option in unpriced {
            writer.row([option.source, option.option, ""] + (hasGroups ? [""] : []) + option.amounts.map(mass) + last)
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
