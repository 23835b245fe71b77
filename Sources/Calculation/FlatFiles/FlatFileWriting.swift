import Factors
import Inventories
public import Quantities
import Tables

/// A flat file of an inventory, written out, with what is in it.
public struct FlatFileText: Sendable {
    /// The file.
    public fileprivate(set) var bytes: [UInt8] = []
    /// The tonnes of each pollutant in it, exactly.
    public fileprivate(set) var totals: [(pollutant: String, mass: Mass)] = []
    /// How many rows it has.
    public fileprivate(set) var rowCount = 0
    /// Lines of sources that have no number, for data are missing or what they give cannot be, and are not in it.
    public fileprivate(set) var missing = 0
}

extension Assessment {
    /// The rows of one form as a flat file for SMOKE. Sums of the four forms are the inventory's, to the microgram.
    public func flatFile(_ form: FlatFile, of result: EmissionResult) -> FlatFileText {
        var rows = FlatFileRows(form, self)
        for kind in result.kinds {
            for sheet in inventory.sheets where sheet.kind.id == kind.kind.id { rows.add(sheet, of: kind) }
        }
        return rows.finished(incomplete: IncompleteTotals(result))
    }
}

/// Gathers the rows of a flat file: sources one by one, the rest by county and code.
private struct FlatFileRows {
    private struct Key: Hashable {
        let county: String
        let code: String
        let pollutant: String
    }

    private let form: FlatFile
    private let assessment: Assessment
    private var text = FlatFileText()
    private var lines: [UInt8] = []
    private var sums: [Key: Mass] = [:]
    private var totals: [String: Mass] = [:]
    private var codes: [String: String] = [:]
    private var facilities: [String: String] = [:]

    init(_ form: FlatFile, _ assessment: Assessment) {
        self.form = form
        self.assessment = assessment
    }

    mutating func add(_ sheet: Inventory.Sheet, of kind: KindResult) {
        let table = sheet.table
        let lines = kind.lines(of: table)
        let (names, numbers) = (table.texts(Column.firmName), table.texts(Column.creditCode))
        let outlets = table.texts(Column.outletNumber)
        let heights = table.numbers(Column.stackHeight)
        var bases: [Int32: CaseBasis] = [:]
        for row in 0..<table.rowCount {
            let (name, credit) = (names?[row] ?? "", numbers?[row] ?? "")
            guard FlatFile(of: kind.kind.id, hasFirm: !name.isEmpty || !credit.isEmpty) == form else { continue }
            let number = lines.cases[row]
            let shared = bases[number] ?? kind.basis(ofCase: Int(number))
            bases[number] = shared
            let basis = lines.basis(shared, ofRow: row)
            let county = basis.county.isEmpty ? assessment.inventory.manifest.region : basis.county
            let code = FlatFile.sourceCode(sector: basis.sector, kind: kind.kind.id)
            for (place, line) in basis.lines.enumerated() {
                if line.state == .missing { text.missing += 1 }
                guard line.method != nil else { continue }
                codes[code] = basis.sector + ", " + kind.kind.name
                let mass = Mass(micrograms: lines.micrograms[place][row])
                totals[line.pollutant, default: .zero] += mass
                if form == .point {
                    write(
                        county, code, line.pollutant, mass,
                        PointSource(
                            facility: facility(name, credit), credit: credit, name: name.isEmpty ? credit : name,
                            id: sheet.sourceName(row: row), row: "\(kind.kind.name)-\(table.lines[row])",
                            outlet: outlets?[row] ?? "", process: line.process.id,
                            height: heights.flatMap { $0[row].isNaN ? nil : $0[row] }))
                } else {
                    sums[Key(county: county, code: code, pollutant: line.pollutant), default: .zero] += mass
                }
            }
        }
    }

    /// A code of at most 15 characters for a firm: the nine of its credit code that name it, else a number of this file.
    private mutating func facility(_ name: String, _ credit: String) -> String {
        let own = credit.utf8.count == 18 ? String(credit.dropFirst(8).prefix(9)) : ""
        if FlatFileRows.isCode(own) { return own }
        let key = name.isEmpty ? credit : name
        if let known = facilities[key] { return known }
        let made = "F\(facilities.count + 1)"
        facilities[key] = made
        return made
    }

    /// Whether a text may be a code: SMOKE takes 15 characters.
    private static func isCode(_ text: String) -> Bool { text.utf8.count <= 15 && isPlain(text) }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    || $0 == 0x5F
            }
    }

    private struct PointSource {
        let facility, credit, name, id, row, outlet, process: String
        /// Of the stack, metres.
        let height: Double?
    }

    private mutating func write(
        _ county: String, _ code: String, _ pollutant: String, _ mass: Mass, _ point: PointSource? = nil
    ) {
        let places = form.places
        var cells = Array(repeating: "", count: form.columns.count)
        cells[0] = FlatFile.country
        cells[places.region] = county
        cells[places.source] = code
        cells[places.pollutant] = FlatFile.name(of: pollutant)
        cells[places.annual] = ShortTon.text(of: mass)
        if let point {
            cells[places.facility] = point.facility
            cells[places.unit] = FlatFileRows.isCode(point.id) ? point.id : String(point.row.suffix(15))
            cells[places.releasePoint] = FlatFileRows.isCode(point.outlet) ? point.outlet : ""
            cells[places.process] = String(point.process.prefix(15))
            cells[places.agencyFacility] = point.credit
            cells[places.agencyUnit] = point.id
            if let name = places.name { cells[name] = point.name }
            if let place = places.stackHeight, let height = point.height {
                cells[place] = DecimalText.rounded(height / FlatFile.metresInFoot, decimals: 2)
            }
        }
        for (place, cell) in cells.enumerated() {
            if place > 0 { lines.append(UInt8(ascii: ",")) }
            append(cell)
        }
        lines.append(UInt8(ascii: "\n"))
        text.rowCount += 1
    }

    /// Adds a cell. SMOKE knows no quote within quotes: a quote in a text becomes a typographic one. No cell begins as a formula.
    private mutating func append(_ cell: String) {
        guard !FlatFileRows.isPlain(cell), !cell.utf8.allSatisfy({ (0x2E...0x39).contains($0) }), !cell.isEmpty else {
            lines.append(contentsOf: cell.utf8)
            return
        }
        lines.append(UInt8(ascii: "\""))
        if FormulaGuard.guards(cell) { lines.append(UInt8(ascii: "_")) }
        for character in cell.unicodeScalars {
            switch character {
            case "\"": lines.append(contentsOf: "”".utf8)
            case "'": lines.append(contentsOf: "’".utf8)
            case "\n", "\r": lines.append(UInt8(ascii: " "))
            default: lines.append(contentsOf: String(character).utf8)
            }
        }
        lines.append(UInt8(ascii: "\""))
    }

    /// The whole file.
    mutating func finished(incomplete: IncompleteTotals) -> FlatFileText {
        for key in sums.keys.sorted(by: { ($0.county, $0.code, $0.pollutant) < ($1.county, $1.code, $1.pollutant) }) {
            write(key.county, key.code, key.pollutant, sums[key] ?? .zero)
        }
        text.totals = assessment.context.pollutants.compactMap { pollutant in
            totals[pollutant].map { (pollutant, $0) }
        }
        text.bytes = Array(
            (header(incomplete).map { "#" + $0 + "\n" }.joined() + form.columns.joined(separator: ",") + "\n").utf8)
        text.bytes += lines
        return text
    }

    /// What stands before the rows.
    private func header(_ incomplete: IncompleteTotals) -> [String] {
        let manifest = assessment.inventory.manifest
        func plain(_ text: String) -> String {
            String(text.map { $0.isNewline ? " " : $0 })
        }
        var lines = [
            "FORMAT=" + form.format, "COUNTRY=China", "YEAR=\(manifest.year)",
            "DESC " + plain(manifest.name.en.isEmpty ? manifest.name.zh : manifest.name.en)
                + ", region \(manifest.region), by Lantian \(ProgramVersion.text)",
        ]
        if manifest.isInvented { lines.append("DESC INVENTED DATA, for demonstration") }
        lines += [
            "DESC ANN_VALUE in short tons a year (907.18474 kg) with all decimals: back in tonnes, each row is exact to the microgram",
            "DESC REGION_CD is a six-digit code of GB/T 2260, no US FIPS code, and COUNTRY_CD is ISO 3166-1: read with USE_EXP_GEO_CODES=Y and GEOCODE_LEVEL files for them",
            "DESC SCC holds codes of Lantian, no source classification codes of US EPA: cross-references and profiles must name them",
        ]
        for (code, meaning) in codes.sorted(by: { $0.key < $1.key }) { lines.append("DESC SCC \(code): \(meaning)") }
        if form == .point {
            lines.append(
                "DESC STKHGT in feet where the inventory has it; no coordinates and no other stack parameters stand in it: those columns are blank, to be filled before gridding"
            )
        }
        for total in text.totals {
            lines.append("DESC total \(FlatFile.name(of: total.pollutant)): \(total.mass.tonnes()) t (1000 kg)")
        }
        for (pollutant, classes) in incomplete.plainLines where totals[pollutant] != nil {
            lines.append("DESC incomplete \(FlatFile.name(of: pollutant)): the inventory lacks \(classes)")
        }
        if text.missing > 0 {
            lines.append(
                "DESC source lines without a number, for data are missing or the number cannot be, not in this file: \(text.missing)"
            )
        }
        let rejected = assessment.inventory.rejected.reduce(0) { $0 + $1.rows.count }
        if rejected > 0 { lines.append("DESC rows put aside because of errors, not in this file: \(rejected)") }
        return lines
    }
}
