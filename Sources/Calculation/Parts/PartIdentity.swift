import Factors
import FoundationEssentials
import Inventories
import Tables

/// What all parts of one run have in common: where they differ in any of it, they are not parts of one run.
public struct PartIdentity: Hashable, Sendable {
    /// The version of the program.
    let program: String
    /// The digest of the factor library.
    let library: String
    /// The digest of the packs and of the inventory's list of regions.
    let packs: String
    /// The digest of what the inventory says of itself.
    let manifest: String
    /// The digest of the tables of outlets and of printed totals.
    let others: String
    /// The tables with their sizes in bytes.
    let tables: String
    let region: String
    let year: String
    let ruleBook: String
    let pollutants: String
    /// The keys that totals can be asked by.
    public let keys: [String]
    /// Whether what is generated, removed and released in the open is computed.
    public let balance: Bool
    /// The digest of the plan with what is given for it; empty where there is none.
    let plan: String
    /// Whether it knows how sure its sums are.
    public let uncertainty: Bool
    /// The digest of the columns that tell cases apart, and of how their keys are packed.
    let columns: String

    /// So many bytes of a table hold its heading.
    private static let headingLength = 1 << 16

    /// The identity of a run over a folder.
    init(_ folder: InventoryFolder, keys: [String], balance: Bool, plan: PartPlan?, sizes: [Int]) throws {
        let context = folder.context
        let layers = context.library.folders
        program = ProgramVersion.text
        library = try layers.first.map(FactorLibrary.digest(ofFolder:)) ?? ""
        let regions = try PartIdentity.digest(ofFile: folder.path + "/regions.csv")
        packs = SHA256.hexadecimal(
            of: Array(
                (try layers.dropFirst().map(FactorLibrary.digest(ofFolder:)) + [regions]).joined(separator: "\n").utf8))
        manifest = try PartIdentity.digest(ofFile: folder.path + "/inventory.yaml")
        let others = folder.outlets + [folder.path + "/control_totals.csv"]
        self.others = SHA256.hexadecimal(
            of: Array(
                try others.map { try folder.name(of: $0) + " " + PartIdentity.digest(ofFile: $0) }.joined(
                    separator: "\n"
                ).utf8)
        )
        // Rows are compared with the digests that each part carries of them; the heading belongs to all.
        tables = try zip(folder.tables, sizes).map { table, size in
            let heading = try SHA256.hexadecimal(ofFile: table.path, bytes: 0..<PartIdentity.headingLength)
            return "\(folder.name(of: table.path)) \(size) \(heading.prefix(8))"
        }.joined(separator: ", ")
        region = context.manifest.region
        year = String(context.manifest.year)
        ruleBook = context.book.id
        pollutants = context.pollutants.joined(separator: ", ")
        self.keys = keys
        self.balance = balance
        self.plan = try plan?.digest() ?? ""
        uncertainty = context.ranges != nil
        let groupings = keys.compactMap { Grouping($0)?.name }
        let kinds = Set(folder.tables.map(\.kind.name))
        let layouts = SourceKind.all.filter { kinds.contains($0.name) }.map { kind in
            kind.name + " "
                + KindEngine(kind: kind, context: context, groupings: groupings, balance: balance).layout.description
        }
        columns = SHA256.hexadecimal(of: Array(layouts.joined(separator: "\n").utf8))
    }

    /// What a part file says.
    init(_ reader: inout PartReader) throws(PartDamage) {
        program = try reader.text()
        library = try reader.text()
        packs = try reader.text()
        manifest = try reader.text()
        others = try reader.text()
        tables = try reader.text()
        region = try reader.text()
        year = try reader.text()
        ruleBook = try reader.text()
        pollutants = try reader.text()
        keys = try reader.texts()
        balance = try reader.flag()
        plan = try reader.text()
        uncertainty = try reader.flag()
        columns = try reader.text()
    }

    func write(to writer: inout PartWriter) {
        for text in [
            program, library, packs, manifest, others, tables, region, year, ruleBook, pollutants,
        ] { writer.text(text) }
        writer.texts(keys)
        writer.flag(balance)
        writer.text(plan)
        writer.flag(uncertainty)
        writer.text(columns)
    }

    /// The keys without their levels.
    public var groupings: [String] { keys.compactMap { Grouping($0)?.name } }

    /// The digest of a file; a dash where it is not there.
    static func digest(ofFile path: String) throws(FileError) -> String {
        do { return SHA256.hexadecimal(of: try InputFile.bytes(of: path)) } catch {
            guard error.isMissing else { throw error }
            return "–"
        }
    }

    /// Everything by name, for people.
    var fields: [(name: Label, value: String)] {
        [
            (Label("程序版本", "program version"), program), (Label("系数库摘要", "digest of the factor library"), library),
            (Label("系数包和地区表摘要", "digest of packs and regions"), packs),
            (Label("清单说明文件摘要", "digest of inventory.yaml"), manifest),
            (Label("排放口表和控制总量摘要", "digest of outlets and printed totals"), others),
            (Label("表文件及字节数", "tables with their bytes"), tables), (Label("地区", "region"), region),
            (Label("年份", "year"), year), (Label("核算规则", "rule book"), ruleBook),
            (Label("污染物", "pollutants"), pollutants),
            (Label("汇总键", "keys of --by"), keys.joined(separator: ",")),
            (Label("方案及输入的摘要", "digest of the plan and its inputs"), plan),
            (Label("产排平衡", "--balance"), balance ? "yes" : "no"),
            (Label("不确定度", "--uncertainty"), uncertainty ? "yes" : "no"), (Label("分类列", "columns of cases"), columns),
        ]
    }

    /// The first thing that differs: its name, what stands here, and what stands there.
    func difference(from other: PartIdentity) -> (name: Label, own: String, other: String)? {
        zip(fields, other.fields).first { $0.value != $1.value }.map { ($0.name, $0.value, $1.value) }
    }
}

extension CaseLayout {
    /// How keys are packed, in words.
    var description: String {
        let parts: [[String]] = [
            words.map { "\($0.column) \($0.lane) \($0.shift) \($0.mask)" },
            numbers.map { "\($0.column) \($0.lane) \($0.shift)" },
            defaults.map { "\($0.column) \($0.lane) \($0.shift)" },
            bands.map { "\($0.column) \($0.lane) \($0.shift) \($0.edges)" },
        ]
        return parts.map { $0.joined(separator: ";") }.joined(separator: "|")
    }
}

extension InventoryFolder {
    /// A file's name within the folder.
    func name(of file: String) -> String { String(file.dropFirst(path.count + 1)) }
}
