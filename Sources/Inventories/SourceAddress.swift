import Quantities
import Tables

extension Inventory.Sheet {
    /// How a source is named in results: its id, or file and line where it has none.
    public func sourceName(row: Int) -> String {
        if let ids = table.texts(Column.id), row < ids.count {
            let id = ids[row]
            if !id.isEmpty { return id }
        }
        return fileName + ":\(table.lines[row])"
    }

    /// The file's name without its folder.
    public var fileName: String {
        String(table.file.path.split(separator: "/").last ?? Substring(table.file.path))
    }
}

extension Inventory {
    /// The place of every source of that name: an id, `boilers:B-01` where several tables use it, or `vehicles.csv:12`.
    public func sources(named name: String) -> [(sheet: Int, row: Int)] {
        var found: [(sheet: Int, row: Int)] = []
        let parts = name.split(separator: ":", maxSplits: 1).map(String.init)
        for (number, sheet) in sheets.enumerated() {
            if let ids = sheet.table.texts(Column.id) {
                let wanted = parts.count == 2 && parts[0] == sheet.kind.name ? parts[1] : name
                for row in 0..<ids.count where ids[row] == wanted { found.append((number, row)) }
            }
            if parts.count == 2, parts[0] == sheet.fileName || parts[0] == sheet.kind.name, let line = UInt32(parts[1]),
                let row = sheet.table.lines.firstIndex(of: line),
                !found.contains(where: { $0.sheet == number && $0.row == row })
            {
                found.append((number, row))
            }
        }
        return found
    }

    /// The nearest name to one that no source has.
    public func nearestSource(to name: String) -> String? {
        Spelling.nearest(
            to: name,
            in: sheets.lazy.flatMap { sheet in (0..<sheet.table.rowCount).lazy.map { sheet.sourceName(row: $0) } })
    }
}
