import Inventories
public import Tables

/// The source of a project, as it is told apart over years and packages.
public struct ProjectSource: Sendable, Hashable {
    /// The source kind.
    public let kind: String
    /// The source's id, or file and line where it has none.
    public let id: String
    /// The firm, empty where there is none.
    public let firm: String
    /// Its unified social credit code, empty where it is blank.
    public let creditCode: String
    /// The county, GB/T 2260; that of the inventory where it is blank.
    public let county: String
    /// The pollution permit, and the outlet by its number.
    public let permit, outlet: String
    /// Where its row stands.
    public let location: Location

    init(_ sheet: Inventory.Sheet, row: Int, counties: Vocabulary, region: String) {
        kind = sheet.kind.name
        id = sheet.sourceName(row: row)
        func text(_ column: String) -> String { sheet.table.texts(column)?[row] ?? "" }
        (firm, creditCode) = (text(Column.firmName), text(Column.creditCode))
        (permit, outlet) = (text(Column.permitNumber), text(Column.outletNumber))
        let county = sheet.table.codes(Column.countyCode).map { counties.text($0[row]) } ?? ""
        self.county = county.isEmpty ? region : county
        location = sheet.table.location(row: row)
    }
}
