/// Names for the sheets of a workbook that is made of files or of sheets of others: each a name of its own that
/// spreadsheet programs and file systems allow.
struct SheetNames {
    private var used: Set<String> = []

    /// The name of what lies at a place: the sheet, or the file without folder and extension.
    mutating func name(of place: String) -> String {
        let base = SheetNames.plain(place)
        var (name, number) = (base, 1)
        while !used.insert(name.lowercased()).inserted {
            number += 1
            name = "\(base.prefix(24))-\(number)"
        }
        return name
    }

    /// Takes a name, so that no sheet gets it.
    mutating func reserve(_ name: String) { used.insert(name.lowercased()) }

    private static func plain(_ place: String) -> String {
        let last = place.split(separator: "#").last.map(String.init) ?? place
        var name = last.split(separator: "/").last.map(String.init) ?? last
        if !place.contains("#"), name.lowercased().hasSuffix(".csv") { name.removeLast(4) }
        let clean = String(name.map { "\\/?*[]:'".contains($0) ? "_" : $0 }.prefix(28))
        return clean.isEmpty ? "rows" : clean
    }
}
