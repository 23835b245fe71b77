import FoundationEssentials
import Lantian

/// Tells which division a code is in a year, and whether it is none: then the data can only be invented.
///
/// - Throws: `Findings` where the code is not one of that year.
func tellDivision(_ region: String, _ year: Int, factors: String?, quiet: Bool) throws -> Bool {
    // An empty inventory needs no library; with one its code is looked up.
    guard factors != nil || (try? factorFolder(nil)) != nil else { return false }
    let folder = try factorFolder(factors)
    let list = try Divisions(library: folder, startingWith: String(region.prefix(2)))
    guard FileManager.default.fileExists(atPath: folder + "/divisions.csv") else { return false }
    let state = list.state(of: region, in: year)
    switch state {
    case .valid(let entry):
        if !quiet {
            tell(text("行政区划 \(region)：\(entry.name)（\(year) 年）", "division \(region): \(entry.name) (\(year))"))
        }
        return false
    case .unknown:
        tell(
            text(
                "GB/T 2260 中没有 \(region)：只能用于虚构数据，已写明 invented: yes",
                "no code \(region) in GB/T 2260: for invented data only, and the inventory says so (invented: yes)"))
        return true
    case .abolished, .later:
        if let finding = state.finding(of: region, year: year, isInvented: false, at: nil) {
            show(Findings([finding]), quiet: quiet)
        }
        return false
    }
}
