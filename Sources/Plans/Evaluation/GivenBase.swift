public import Calculation
import Factors
import FoundationEssentials
import Inventories
public import Tables

/// What somebody names as the inventory of a base year 基准年清单: a folder or workbook, which is computed, or a file of tonnes, which is
/// taken as it stands.
public struct GivenBase: Sendable {
    /// The folder or file.
    public let path: String
    /// The year that is told beside it.
    public let year: Int?

    /// A folder or file, and the year told beside it.
    public init(path: String, year: Int?) {
        self.path = path
        self.year = year
    }

    /// Reads `2020=FILE`, or a path alone.
    public init(_ text: String) {
        if text.prefix(4).allSatisfy(\.isNumber), text.dropFirst(4).hasPrefix("="), let year = Int(text.prefix(4)) {
            self.init(path: String(text.dropFirst(5)), year: year)
        } else {
            self.init(path: text, year: nil)
        }
    }

    /// Bases that cannot be meant: two inventories of one year, a year that is not the inventory's.
    public struct Mistaken: Error, Sendable {
        /// What is wrong.
        public let text: Label
    }
}

extension BaseYear {
    /// The emissions of base years. Inventories are computed with the plan's library and rules, and what is found in them is among the
    /// findings; the forms of flat files of one year are one inventory.
    ///
    /// - Parameters:
    ///   - given: what is named.
    ///   - context: library, rules and pollutants of the inventory that the plan is run on.
    ///   - options: how inventories are read.
    /// - Throws: `GivenBase.Mistaken`; `MissingInput`; `Findings` where a base has errors.
    public static func years(
        _ given: [GivenBase], beside context: RunContext, options: Assessment.Options, threads: Int,
        findings: inout Findings
    ) throws -> [Int: BaseYear] {
        var options = options
        options.pollutants = context.pollutants
        options.ruleBook = context.book.id
        var bases: [Int: BaseYear] = [:]
        var forms: [Int: Set<FlatFile>] = [:]
        for given in given {
            let (year, found, foreign) = try read(given, context, options, threads, &findings)
            if year == context.manifest.year {
                findings.add(Finding(.warning, .baseOfOwnYear(year), at: Location(file: given.path)))
            }
            // The forms of flat files have no row in common: together they are one inventory.
            if let foreign, let form = foreign.form, forms[year, default: []].insert(form).inserted, bases[year] != nil,
                forms[year]?.count ?? 0 > 1
            {
                bases[year]?.add(foreign)
                continue
            }
            guard bases[year] == nil else {
                throw GivenBase.Mistaken(
                    text: Label("基准年 \(year) 有两份清单", "two inventories of \(year) are given as a base"))
            }
            bases[year] = found
        }
        return bases
    }

    private static func read(
        _ given: GivenBase, _ context: RunContext, _ options: Assessment.Options, _ threads: Int,
        _ findings: inout Findings
    ) throws -> (year: Int, BaseYear, ForeignInventory?) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: given.path, isDirectory: &isFolder) else {
            throw MissingInput(path: given.path)
        }
        // A workbook is an inventory as a folder is.
        if isFolder || InventoryWorkbook.isWorkbook(given.path) {
            let other = try InventoryFolder(given.path, options: options)
            let emissions = try other.emissions(threads: threads)
            guard !emissions.findings.hasErrors || options.keepGoing else { throw emissions.findings }
            findings.add(emissions.findings)
            return (try given.agreed(other.context.manifest.year), BaseYear(emissions.result), nil)
        }
        var found = Findings()
        guard
            let foreign = try ForeignInventory(
                given.path, pollutants: context.library.vocabularies["pollutant"], findings: &found)
        else { throw found }
        findings.add(found)
        findings.add(elsewhere(foreign, given.path, context))
        guard let year = foreign.year ?? given.year else {
            throw GivenBase.Mistaken(
                text: Label(
                    "\(given.path) 没有年份：写成 --base 年份=\(given.path)",
                    "\(given.path) tells no year: write --base YEAR=\(given.path)"))
        }
        return (try given.agreed(year), BaseYear(foreign), foreign)
    }
}

extension BaseYear {
    /// Rows of a file that lie outside the inventory's region: a target in a county of it does not count them.
    private static func elsewhere(_ foreign: ForeignInventory, _ path: String, _ context: RunContext) -> Findings {
        let region = context.manifest.region
        let rows = foreign.rows.filter { !$0.county.isEmpty && !RegionCode.holds($0.county, within: region) }
        guard let first = rows.first, context.library.vocabularies["county_code"].code(exactly: region) != nil else {
            return Findings()
        }
        return Findings([
            Finding(
                .warning, .baseElsewhere(rows: rows.count), at: Location(file: path, line: first.line),
                value: first.county,
                expected: Label("\(region) 或其中县区的代码", "\(region) or a county in it"))
        ])
    }
}

extension GivenBase {
    /// The year that the inventory tells; another one beside it is a mistake.
    fileprivate func agreed(_ own: Int) throws(Mistaken) -> Int {
        guard let year, year != own else { return own }
        throw Mistaken(text: Label("\(path) 是 \(own) 年的，不是 \(year) 年", "\(path) is of \(own), not of \(year)"))
    }
}

extension Finding.Message {
    static func baseElsewhere(rows: Int) -> Finding.Message {
        Finding.Message(
            "base-elsewhere", "基准年文件有 \(rows) 行不在本清单的地区内；请核对文件是否属于本地区",
            "rows of the base year's file outside the inventory's region: \(rows); see whether it is the file of this region"
        )
    }
    static func baseOfOwnYear(_ year: Int) -> Finding.Message {
        Finding.Message(
            "base-of-own-year", "\(year) 年就是本清单的年份，目标以本清单为基准，不用这一文件",
            "\(year) is the inventory's own year: targets are held against the inventory, and this file is not used")
    }
}
