import Documents
import Tables

/// Filled rows of an invented county, as a person would fill them: a sheet of their own in the template.
enum TemplateSample {
    /// The names of the sheet; it is passed over when the workbook is read.
    static let sheetNames = ["示例", "sample"]
    static let sheetName = Label("示例", "sample")

    /// The rows of a kind by column: codes of words, and texts as they are.
    static func rows(of kind: SourceKind, in language: Language) -> [[String: String]] {
        let zh = language == .zh
        func firm(_ chinese: String, _ english: String) -> String { zh ? chinese : english }
        switch kind.id {
        case .boilers:
            return [
                [
                    Column.id: "RL-1", Column.firmName: firm("示例热力公司", "Example Heat"), Column.use: "heating",
                    Column.fuel: "bituminous", Column.technology: "chain_grate", Column.capacity: "80",
                    Column.fuelUse: "26000", Column.noxDevice: "sncr", Column.noxRemoval: "40%",
                ],
                [
                    Column.id: "SP-1", Column.firmName: firm("示例食品厂", "Example Foods"), Column.use: "industrial",
                    Column.fuel: "natural_gas", Column.technology: "gas_boiler", Column.capacity: "10",
                    Column.gasUse: "350", Column.noxDevice: "lnb",
                ],
            ]
        case .kilns:
            return [
                [
                    Column.id: "ZC-1", Column.firmName: firm("示例砖厂", "Example Bricks"), Column.kilnType: "tunnel_kiln",
                    Column.product: "brick", Column.brickOutput: "3200", Column.fuel: "raw_coal",
                ]
            ]
        case .vehicles:
            return [
                [
                    Column.id: "V1", Column.vehicleClass: "passenger_small", Column.fuel: "gasoline",
                    Column.standard: "CN5", Column.population: "21500", Column.annualKm: "12000",
                ],
                [
                    Column.id: "V2", Column.vehicleClass: "truck_heavy", Column.fuel: "diesel", Column.standard: "CN4",
                    Column.population: "860", Column.annualKm: "52000",
                ],
            ]
        case .nonroad:
            return [
                [
                    Column.id: "N1", Column.firmName: firm("示例建筑公司", "Example Builders"),
                    Column.machineType: "excavator", Column.fuel: "diesel", Column.stage: "S3", Column.power: "110",
                    Column.population: "12", Column.hours: "900",
                ]
            ]
        case .vocFirms:
            return [
                [
                    Column.id: "JJ-1", Column.firmName: firm("示例家具厂", "Example Furniture"),
                    Column.unitType: "solvent_use", Column.material: "solvent_coating", Column.materialUse: "18.5",
                    Column.vocContent: "55%", Column.vocCapture: "60%", Column.vocDevice: "activated_carbon",
                ]
            ]
        case .households:
            return [
                [
                    Column.id: "H1", Column.town: firm("示例乡", "Example Town"), Column.households: "1240",
                    Column.stove: "traditional", Column.fuel: "loose_coal", Column.fuelPerHousehold: "2.5",
                ]
            ]
        case .area:
            return [[Column.id: "A1", Column.category: "catering", Column.persons: "120000"]]
        }
    }

    /// Writes the sheet: each kind with its header and rows.
    static func write(
        _ template: InventoryTemplate, to sheet: WorkbookWriter.Sheet, _ vocabularies: Vocabularies
    ) {
        let language = template.language
        sheet.tab(0x9AA5AE)
        sheet.hideGridlines()
        sheet.set(
            .text(
                Label(
                    "填写示例：企业和数字均为虚构，读取时跳过本表", "How to fill: firms and numbers are invented; this sheet is passed over")[
                        language]), row: 1, column: 1, style: .sampleNote)
        var row = 3
        for kind in template.kinds {
            let filled = rows(of: kind, in: language)
            let columns = template.form.columns(of: kind.schema).filter { column in
                filled.contains { $0[column.id] != nil }
            }
            sheet.set(.text(kind.label[language]), row: row, column: 1, style: .sampleKind)
            for (place, column) in columns.enumerated() {
                sheet.set(
                    .text(InventoryTemplate.header(of: column, in: language)), row: row + 1, column: place + 1,
                    style: .header)
                for (number, own) in filled.enumerated() {
                    sheet.set(
                        own[column.id].map { content($0, column, vocabularies, language) } ?? .blank,
                        row: row + 2 + number, column: place + 1, style: .sampleCell(column))
                }
            }
            row += filled.count + 3
        }
        sheet.width(16, columns: 1...12)
        var setup = PrintSetup()
        setup.isLandscape = true
        sheet.print(setup)
    }

    private static func content(
        _ text: String, _ column: ColumnSchema, _ vocabularies: Vocabularies, _ language: Language
    ) -> CellContent {
        switch column.content {
        case .code(let name):
            let vocabulary = vocabularies[name]
            guard let code = vocabulary.code(exactly: text),
                let place = vocabulary.words.firstIndex(where: { vocabulary.code(exactly: $0.code) == code })
            else { return .text(text) }
            return .text(InventoryTemplate.offered(vocabulary, in: language)[place])
        case .number: return Double(text).map { .number($0) } ?? .text(text)
        case .fraction:
            return text.last == "%" ? Double(text.dropLast()).map { .number($0 / 100) } ?? .text(text) : .text(text)
        case .text, .identifier, .date: return .text(text)
        }
    }
}

extension CellStyle {
    fileprivate static let sampleNote = CellStyle {
        $0.isBold = true
        $0.color = 0x7A5200
    }
    fileprivate static let sampleKind = CellStyle {
        $0.isBold = true
        $0.fontSize = 12
        $0.color = 0x1F4E79
    }

    fileprivate static func sampleCell(_ column: ColumnSchema) -> CellStyle {
        CellStyle {
            $0.border = 0xD5DDE5
            if case .fraction = column.content { $0.numberFormat = "0%" }
        }
    }
}
