package import Factors
package import Tables

/// The counties that lie outside an inventory's region 县区不在所属地区, with how many rows each has.
package struct CountiesElsewhere {
    private let region: String
    private let words: Vocabulary
    /// By the code of a county, whether it lies elsewhere, where that was asked before.
    private var isElsewhere: [Bool?]
    private var found: [UInt16: (rows: Int, first: Location?)] = [:]

    /// `nil` where the region is none, so that nothing lies outside it.
    package init?(of manifest: InventoryManifest, _ library: FactorLibrary) {
        region = manifest.region
        words = library.vocabularies["county_code"]
        guard words.code(exactly: region) != nil else { return nil }
        isElsewhere = Array(repeating: nil, count: words.words.count + 1)
    }

    /// Takes in rows of a county, of which `first` is the first.
    package mutating func add(_ code: UInt16, rows: Int, first: @autoclosure () -> Location?) {
        guard code != 0, Int(code) < isElsewhere.count else { return }
        let isOutside = isElsewhere[Int(code)] ?? !RegionCode.holds(words.text(code), within: region)
        isElsewhere[Int(code)] = isOutside
        guard isOutside else { return }
        guard let known = found[code] else {
            found[code] = (rows, first())
            return
        }
        found[code] = (known.rows + rows, known.first)
    }

    /// A warning for each county: its rows are in the totals, and whoever takes a package of them in sends it back.
    package var findings: [Finding] {
        found.sorted { words.text($0.key) < words.text($1.key) }.map { code, own in
            Finding(
                .warning, .countyOfRowsElsewhere(rows: own.rows), at: own.first, value: words.text(code),
                expected: Label(
                    "\(region) 或其中县区的代码；别处的源列入该地的清单",
                    "\(region) or a county in it; a source of another place belongs to the inventory of that place"))
        }
    }
}

extension Inventory {
    /// The warnings of each kind, of tables in memory: told when they are read, whatever is asked of them afterwards.
    func countiesElsewhere(_ library: FactorLibrary) -> Findings {
        var findings = Findings()
        for kind in SourceKind.all {
            let own = sheets.filter { $0.kind.id == kind.id }
            guard !own.isEmpty, var elsewhere = CountiesElsewhere(of: manifest, library) else { continue }
            for sheet in own {
                for (row, code) in (sheet.table.codes(Column.countyCode) ?? []).enumerated() {
                    elsewhere.add(code, rows: 1, first: sheet.table.location(row: row))
                }
            }
            for finding in elsewhere.findings { findings.add(finding) }
        }
        return findings
    }
}

extension Finding.Message {
    static func countyOfRowsElsewhere(rows: Int) -> Finding.Message {
        Finding.Message(
            "row-elsewhere", "\(rows) 行的 county_code 不在清单所属地区之内：已计入合计，上报的数据包会被退回",
            "\(rows) rows have a county_code outside the inventory's region: they are in the totals, and a package with them is sent back"
        )
    }
}
