import Calculation
import Inventories
import Quantities
import Tables

/// New sources come 新增源, with or without an offset elsewhere.
struct Addition: Action {
    static let name = "add"
    static let label = Label("新增源", "new sources")
    static let reference = [
        ActionParameter(
            "rows", unit: "列: 值", default: Label("必填", "required"), Label("新增的行", "the rows of the new sources")),
        ActionParameter(
            "offset", unit: "1", default: Label("不要求", "none"),
            Label("每新增 1 应削减多少", "how much is to be removed for one that is added")),
    ]
    static let example =
        "{table: boilers, where: {}, action: add, with: {offset: 2, rows: [{id: N1, fuel: natural_gas, use: industrial, capacity: 10, gas_use: 500}]}, timing: {from: 2025-01}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> { [] }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { [] }

    let rows: Table
    let offset: Double?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        let rows = reader.measure.parameters["rows"]?.items ?? []
        guard !rows.isEmpty else {
            reader.fault(.parameterMissing("rows"), nil)
            return nil
        }
        let schema = reader.schema
        var header: [String] = []
        for row in rows {
            for entry in row.entries {
                let id = entry.key.text ?? ""
                if schema.column(id)?.isWorkedOut ?? true {
                    reader.fault(
                        .unknownPlanColumn, entry.key,
                        nearest: Spelling.nearest(to: id, in: schema.columns.map(\.id)))
                }
                if !header.contains(id) { header.append(id) }
            }
        }
        guard !reader.findings.hasErrors else { return nil }
        let file = reader.measure.location.file
        let layout = Layout(schema: schema, header: header, file: file, line: rows[0].location.line ?? 1)
        var builder = TableBuilder(layout: layout, vocabularies: reader.vocabularies)
        for row in rows {
            builder.append(header.map { row[$0]?.text ?? "" }, line: row.location.line ?? 1)
        }
        let result = builder.finish()
        reader.findings.add(result.findings)
        guard !result.findings.hasErrors else { return nil }
        return Addition(rows: result.table, offset: reader.number("offset", 0...100))
    }

    var isSeparable: Bool { false }
    var additions: (rows: Table, offset: Double?)? { (rows, offset) }
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {}
}
