import Factors
import FoundationEssentials
import Quantities
import Tables

/// Price indices 价格指数 that turn money of one year into that of another: `measures/deflators.csv` of a folder of local factors. The
/// library states none: no series was read in its source.
struct DeflatorTable: Sendable {
    /// Where it lies in a folder of factors.
    static let path = "measures/deflators.csv"
    private static let (currency, year, index) = ("currency", "year", "index")
    static let schema = Schema(
        "deflators", Label("价格指数", "price indices"),
        [
            .text(currency, "货币", "currency").required,
            .number(year, "年份", "year", "1", 1900...2100).required,
            .number(index, "指数", "index", "1", 1e-6...1e9).required.noted("同一序列内可比", "comparable within its series"),
            .text("source", "来源", "source").required, .text("note", "备注", "note"),
        ])

    private var indices: [String: [Int: Double]] = [:]

    init(of library: FactorLibrary, findings: inout Findings) {
        for folder in library.folders {
            let path = folder + "/" + DeflatorTable.path
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let result: TableResult
            do {
                result = TableReader.read(
                    try SourceText(path: path), schema: DeflatorTable.schema, vocabularies: library.vocabularies)
            } catch {
                findings.add(Finding(.error, .costsUnreadable(error), at: Location(file: path)))
                continue
            }
            findings.add(result.findings)
            guard !result.findings.hasErrors, let years = result.table.numbers(DeflatorTable.year),
                let values = result.table.numbers(DeflatorTable.index),
                let currencies = result.table.texts(DeflatorTable.currency)
            else { continue }
            // Series of two folders are not mixed: the later one stands alone for its currency.
            var own: [String: [Int: Double]] = [:]
            for row in years.indices { own[currencies[row], default: [:]][Int(years[row])] = values[row] }
            indices.merge(own) { _, new in new }
        }
    }

    /// What money of one year is multiplied by to be that of another; `nil` where the indices do not tell.
    func factor(from year: Int?, to other: Int?, currency: String) -> Double? {
        if year == other { return 1 }
        guard let year, let other, let own = indices[currency], let a = own[year], let b = own[other] else {
            return nil
        }
        return b / a
    }
}
