import ArgumentParser
import FoundationEssentials
import Lantian

extension PlanOptions {
    /// The emissions of base years: inventories are computed with the plan's library and rules, files of tonnes taken as they stand.
    func bases(_ context: RunContext, _ inventory: InventoryOptions) throws -> [Int: BaseYear] {
        var bases: [Int: BaseYear] = [:]
        var forms: [Int: Set<FlatFile>] = [:]
        for given in base {
            let (year, found, foreign) = try baseYear(given, context, inventory)
            if year == context.manifest.year {
                tell(
                    text(
                        "\(given)：\(year) 年就是本清单的年份，目标以本清单为基准，不用这一文件",
                        "\(given): \(year) is the inventory's own year: targets are held against the inventory, and this file is not used"
                    ))
            }
            // The forms of flat files have no row in common: together they are one inventory.
            if let foreign, let form = foreign.form, forms[year, default: []].insert(form).inserted, bases[year] != nil,
                forms[year]?.count ?? 0 > 1
            {
                bases[year]?.add(foreign)
                continue
            }
            guard bases[year] == nil else {
                throw ValidationError(text("--base 有两个 \(year) 年的清单", "--base gives two inventories of \(year)"))
            }
            bases[year] = found
        }
        return bases
    }

    private func baseYear(
        _ given: String, _ context: RunContext, _ inventory: InventoryOptions
    ) throws -> (year: Int, BaseYear, ForeignInventory?) {
        var (path, told) = (given, Int?.none)
        if given.prefix(4).allSatisfy(\.isNumber), given.dropFirst(4).hasPrefix("="), let year = Int(given.prefix(4)) {
            (path, told) = (String(given.dropFirst(5)), year)
        }
        _ = try existing(path)
        // A workbook is an inventory as a folder is.
        if isFolder(path) || path.lowercased().hasSuffix(".xlsx") {
            var options = try inventory.options()
            options.pollutants = context.pollutants
            options.ruleBook = context.book.id
            let other = try InventoryFolder(path, options: options)
            let emissions = try other.emissions(threads: inventory.run.threads)
            guard !emissions.findings.hasErrors || inventory.run.keepGoing else { throw emissions.findings }
            return (try agreed(other.context.manifest.year, told, path), BaseYear(emissions.result), nil)
        }
        var findings = Findings()
        guard
            let foreign = try ForeignInventory(
                path, pollutants: context.library.vocabularies["pollutant"], findings: &findings)
        else { throw findings }
        show(findings, quiet: inventory.speech.quiet)
        guard let year = told ?? foreign.year else {
            throw ValidationError(
                text("\(path) 没有年份：写成 --base 年份=\(path)", "\(path) tells no year: write --base YEAR=\(path)"))
        }
        return (try agreed(foreign.year ?? year, told, path), BaseYear(foreign), foreign)
    }

    /// The year that the file tells; another one before it is wrong usage.
    private func agreed(_ year: Int, _ told: Int?, _ path: String) throws -> Int {
        guard let told, told != year else { return year }
        throw ValidationError(text("\(path) 是 \(year) 年的，不是 \(told) 年", "\(path) is of \(year), not of \(told)"))
    }

    private func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}
