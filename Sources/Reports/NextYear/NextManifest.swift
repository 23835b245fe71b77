import FoundationEssentials
public import Inventories
import Quantities
import Tables

/// The manifest of next year's inventory: that of this one, with its year moved and the folders of its packs named from
/// the new folder.
public enum NextManifest {
    /// Its text.
    ///
    /// - Throws: `FileError` where the manifest cannot be read.
    public static func text(
        of inventory: Inventory, year: Int, from folder: String, to out: String
    ) throws -> [UInt8] {
        let manifest = inventory.manifest
        let path = folder + "/inventory.yaml"
        guard FileManager.default.fileExists(atPath: path) else { return Array(plain(manifest, year).utf8) }
        var lines = String(decoding: try InputFile.bytes(of: path), as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        func change(_ key: String, _ old: String, _ new: String) {
            guard let line = manifest.places[key]?.line, lines.indices.contains(line - 1) else { return }
            guard let range = lines[line - 1].ranges(of: old).last else { return }
            lines[line - 1].replaceSubrange(range, with: new)
        }
        change("year", "\(manifest.year)", "\(year)")
        for (number, pack) in manifest.packs.enumerated() where !pack.hasPrefix("/") {
            change("packs.\(number)", pack, relative(folder + "/" + pack, to: out))
        }
        return Array(lines.joined(separator: "\n").utf8)
    }

    /// What a workbook's cover says, as a manifest.
    private static func plain(_ manifest: InventoryManifest, _ year: Int) -> String {
        func label(_ label: Label) -> String {
            func quoted(_ text: String) -> String {
                "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
            }
            return "{zh: \(quoted(label.zh)), en: \(quoted(label.en))}"
        }
        var text = """
            region: "\(manifest.region)"
            name: \(label(manifest.name))
            year: \(year)
            compiler: \(label(manifest.compiler))
            sources: \(label(manifest.sources))
            rule_book: \(manifest.ruleBook)
            pollutants: [\(manifest.pollutants.joined(separator: ", "))]

            """
        if manifest.isInvented { text += "invented: yes\n" }
        let sulphur = [("gasoline", manifest.gasolineSulphur), ("diesel", manifest.dieselSulphur)].compactMap {
            name, value in value.map { "\(name): \(DecimalText.shortest($0))" }
        }
        if !sulphur.isEmpty { text += "sulphur: {\(sulphur.joined(separator: ", "))}\n" }
        if let speed = manifest.speed { text += "speed: \(DecimalText.shortest(speed))\n" }
        if let altitude = manifest.climate?.altitude {
            text += "climate: {altitude: \(DecimalText.shortest(altitude))}\n"
        }
        return text
    }

    /// A path as seen from a folder.
    static func relative(_ path: String, to folder: String) -> String {
        func parts(_ path: String) -> [String] {
            let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
            var parts: [String] = []
            for part in whole.split(separator: "/") where part != "." {
                if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
            }
            return parts
        }
        let (own, base) = (parts(path), parts(folder))
        let shared = zip(own, base).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - shared) + own[shared...]).joined(separator: "/")
    }
}
