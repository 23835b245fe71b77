import Factors
import Inventories
import Tables

extension EmissionResult {
    /// A warning for each kind and county that lies outside the inventory's region 县区不在所属地区: its rows are in the totals, and
    /// whoever takes a package of them in sends it back.
    var countiesElsewhere: Findings {
        let region = context.manifest.region
        let words = context.library.vocabularies["county_code"]
        var findings = Findings()
        guard words.code(exactly: region) != nil else { return findings }
        let elsewhere = Set(counties.filter { !RegionCode.holds(words.text($0), within: region) })
        guard !elsewhere.isEmpty else { return findings }
        for kind in kinds {
            guard let word = kind.engine.layout.words.firstIndex(where: { $0.column == Column.countyCode }) else {
                continue
            }
            var found: [UInt16: (rows: Int, first: Location?)] = [:]
            for number in kind.cases.indices where kind.counts[number] > 0 {
                let code = kind.cases[number].code(word)
                guard elsewhere.contains(code) else { continue }
                let (rows, first) = found[code] ?? (0, nil)
                found[code] = (rows + kind.counts[number], [first, kind.samples[number]].compactMap { $0 }.min())
            }
            for (code, own) in found.sorted(by: { words.text($0.key) < words.text($1.key) }) {
                findings.add(
                    Finding(
                        .warning, .countyOfRowsElsewhere(rows: own.rows), at: own.first, value: words.text(code),
                        expected: Label(
                            "\(region) 或其中县区的代码；别处的源列入该地的清单",
                            "\(region) or a county in it; a source of another place belongs to the inventory of that place"
                        )))
            }
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
