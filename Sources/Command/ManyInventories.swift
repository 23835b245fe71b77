import ArgumentParser
import FoundationEssentials
import Lantian

/// What a verb has to print of one inventory among many.
struct RegionRows: Sendable {
    /// The region's code, its name, and the inventory's year.
    let region: String
    let name: Label
    let year: Int
    /// The rows of files, and those for people; the region comes before them.
    var rows: [[String]]
    var shown: [[String]]
    /// Masses that are summed over the regions: what a line of the total begins with, and its masses; `nil` where the region knows
    /// nothing of one.
    let sums: [(head: [String], masses: [Mass?])]
    /// The totals that lack source classes.
    let incomplete: IncompleteTotals
    /// What was found.
    var findings: Findings
    /// What is told besides and decides nothing.
    var remarks = Findings()

    init(
        _ manifest: InventoryManifest, rows: [[String]], shown: [[String]],
        sums: [(head: [String], masses: [Mass?])] = [], incomplete: IncompleteTotals, findings: Findings
    ) {
        (region, name, year) = (manifest.region, manifest.name, manifest.year)
        (self.rows, self.shown, self.sums, self.findings) = (rows, shown, sums, findings)
        self.incomplete = incomplete
    }
}

/// A verb on many inventories: the library is read once, each inventory fails alone, and rows are told by region.
struct ManyInventories {
    let options: InventoryOptions

    /// Runs the work on all inventories and shows what was found, in their order; of the sound ones errors alone, or all
    /// where `showsAll` or where warnings decide how the run ends. Gives the results by region, and whether every inventory could
    /// be used. Work that `writes` by region and year is not begun for a second inventory of both.
    func results(
        wholeFindings showsAll: Bool = false, writes: Bool = false,
        _ work: @escaping @Sendable (_ folder: String, _ options: Assessment.Options) throws -> RegionRows
    ) throws -> (results: [RegionRows], code: Int32) {
        let set = try InventorySet(options.folder, options: try options.options())
        let bar = ProgressBar(quiet: options.speech.quiet)
        let earlier = writes ? ManyInventories.sameRegions(set.folders) : [:]
        let outcomes = set.each(threads: options.run.threads, progress: { bar.show($0, of: set.folders.count) }) {
            folder, how in
            if let finding = earlier[folder] { throw Findings([finding]) }
            return try work(folder, how)
        }
        let isQuiet = options.speech.quiet || !(showsAll || options.run.failOnWarning)
        bar.clear()
        var results: [RegionRows] = []
        var code: Int32 = 0
        var folderOf: [String: String] = [:]
        var failed = 0
        for (folder, outcome) in outcomes {
            do {
                let result = try outcome.get()
                if let other = folderOf["\(result.region) \(result.year)"] {
                    throw Findings([.sameRegion(result.region, result.year, in: folder, as: other)])
                }
                folderOf["\(result.region) \(result.year)"] = folder
                show(result.findings, quiet: isQuiet)
                show(result.remarks, quiet: isQuiet)
                results.append(result)
            } catch {
                tell(text("\(folder)：未计入", "\(folder): left out"))
                let ended = failing(error)
                code = max(code, (ended as? ExitCode)?.rawValue ?? 70)
                failed += 1
            }
        }
        if failed > 0 {
            tell(
                text(
                    "\(outcomes.count) 个清单中有 \(failed) 个未计入", "\(failed) of \(outcomes.count) inventories are left out")
            )
        }
        return (results, code)
    }

    /// The folders whose region and year an earlier one has, as their manifests say.
    private static func sameRegions(_ folders: [String]) -> [String: Finding] {
        var folderOf: [String: String] = [:]
        var later: [String: Finding] = [:]
        for folder in folders {
            // What is wrong with a manifest is told where its inventory is read.
            var ignored = Findings()
            let manifest = InventoryManifest(file: folder + "/inventory.yaml", findings: &ignored)
            guard !ignored.hasErrors else { continue }
            if let other = folderOf["\(manifest.region) \(manifest.year)"] {
                later[folder] = .sameRegion(manifest.region, manifest.year, in: folder, as: other)
            } else {
                folderOf["\(manifest.region) \(manifest.year)"] = folder
            }
        }
        return later
    }

    /// Ends as one run does: with the code of what failed, or 1 where warnings shall fail.
    func conclude(_ results: [RegionRows], _ code: Int32) throws {
        if code != 0 { throw ExitCode(code) }
        try Command.conclude(
            results.map(\.findings), keepGoing: options.run.keepGoing, failOnWarning: options.run.failOnWarning)
    }

    /// Rows of all regions in a format, behind each or below all the classes that totals lack; sums over the regions stand below those for people where the years are one.
    /// `numbers` are columns of files, `shownNumbers` those for people where they differ.
    func printed(
        _ results: [RegionRows], names: [String], titles: [String], numbers: ClosedRange<Int>,
        shownNumbers: ClosedRange<Int>? = nil, in format: OutputFormat
    ) -> String {
        let incomplete = IncompleteTotals(ofRegions: results.map(\.incomplete))
        guard format == .table else {
            let place = names.firstIndex(of: "pollutant")
            let rows = results.flatMap { result in
                result.rows.map { row in
                    let cells = result.incomplete.cells(place.map { row[$0] })
                    return [result.region] + row + (cells.isEmpty && !incomplete.isEmpty ? [""] : cells)
                }
            }
            return RowsPrinting(
                names: ["region"] + names + incomplete.header, titles: [],
                masses: numbers.behindRegion, numbers: numbers.behindRegion, rows: rows, incomplete: .none
            ).text(in: format)
        }
        let language = chosenLanguage()
        var table = TextTable(
            [speak("地区", "region", language)] + titles,
            [.leading] + titles.indices.map { (shownNumbers ?? numbers).contains($0) ? .trailing : .leading })
        for result in results {
            for (number, row) in result.shown.enumerated() {
                table.row([number == 0 ? "\(result.region) \(result.name[language])" : ""] + row)
            }
        }
        let sums = ManyInventories.sums(results)
        guard Set(results.map(\.year)).count == 1 else {
            let years = Set(results.map(\.year)).sorted().map(String.init).joined(separator: ", ")
            return incomplete.below(
                table.text
                    + (sums.isEmpty
                        ? "" : "\n" + speak("年份不同（\(years)），不作合计", "different years (\(years)): no total", language)))
        }
        if !sums.isEmpty { table.rule() }
        for (number, sum) in sums.enumerated() {
            let cells = sum.head + sum.masses.map { $0?.roundedTonnes(decimals: 2) ?? "" }
            table.row([number == 0 ? speak("合计", "total", language) : ""] + cells)
        }
        return incomplete.below(table.text)
    }

    /// The sums over the regions by what their lines begin with, in the order in which those come; none where no region knows a number.
    private static func sums(_ results: [RegionRows]) -> [(head: [String], masses: [Mass?])] {
        var sums: [(head: [String], masses: [Mass?])] = []
        var place: [[String]: Int] = [:]
        for (head, masses) in results.flatMap(\.sums) {
            if let known = place[head] {
                sums[known].masses = zip(sums[known].masses, masses).map { sum, mass in
                    mass.map { (sum ?? .zero) + $0 } ?? sum
                }
            } else {
                place[head] = sums.count
                sums.append((head, masses))
            }
        }
        return sums
    }
}

extension ClosedRange<Int> {
    /// The same columns behind the column of regions.
    fileprivate var behindRegion: ClosedRange<Int> { lowerBound + 1...upperBound + 1 }
}

extension Finding {
    static func sameRegion(_ region: String, _ year: Int, in folder: String, as other: String) -> Finding {
        Finding(
            .error,
            Finding.Message(
                "same-region", "两个清单属于同一地区和年份，会重复计入",
                "two inventories are of one region and year and would count twice"),
            at: Location(file: folder), value: "\(region) \(year)",
            expected: Label("每个地区一个清单；\(other) 已是", "one inventory of each region: \(other) is one already"))
    }
}
