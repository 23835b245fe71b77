import Tables

/// What the cells of a source cannot both say, told by the roles of its columns.
enum Contradictions {
    /// Those of a kind's columns: no device and a removal, no collection and a capture, a closed source or one without
    /// fuel and an activity.
    static func of(_ columns: [ColumnSchema]) -> [RowContradiction] {
        columns.flatMap { column in column.roles.compactMap { of($0, column.id, columns) } }
            + [
                (Column.status, ["closed"], columns.filter { $0.roles.contains(.activity) }),
                (
                    Column.fuel, ["electricity", "solar", "none"],
                    columns.filter { $0.roles.contains(.activity) && $0.roles.contains(.ofFuel) }
                ),
            ].compactMap { word, codes, numbers in
                guard columns.contains(where: { $0.id == word }), !numbers.isEmpty else { return nil }
                return RowContradiction([word], saying: codes, with: numbers.map(\.id), .countsNothing)
            }
    }

    /// Those of a share that lowers the emission.
    private static func of(_ role: ColumnRole, _ share: String, _ columns: [ColumnSchema]) -> RowContradiction? {
        let words: [ColumnSchema]
        switch role {
        case .removal(let pollutant):
            words = columns.filter { column in
                column.roles.contains { if case .device(pollutant, _) = $0 { true } else { false } }
            }
        case .capture(let pollutant): words = columns.filter { $0.roles.contains(.captureType(of: pollutant)) }
        default: return nil
        }
        return words.isEmpty ? nil : RowContradiction(words.map(\.id), saying: ["none"], with: [share], .refused)
    }
}
