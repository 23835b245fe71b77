import FoundationEssentials
internal import Glibc
public import Tables

/// What a path that was named for an inventory, a ledger or a package holds in truth: people name one for another.
public enum InputKind: Sendable, Equatable {
    /// An inventory folder, or a workbook.
    case inventory
    /// A plan, or another file of YAML.
    case plan
    /// A package: `report.xml`, or a folder with one.
    case package
    /// The page of a package.
    case page
    /// An archive.
    case archive
    /// A workbook of a kind that is not read: `.et`, `.ods`, or an `.xls` that is none.
    case otherWorkbook
    /// A text document: `.docx`, `.pdf`, `.wps`.
    case document
    /// A delimited text.
    case table
    /// A folder with nothing in it that is known.
    case folder
    /// Something else.
    case other

    /// Looks at the name, at what lies in a folder, and at the first bytes of a file.
    package init(of path: String) {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            self = .other
            return
        }
        if isFolder {
            // What cannot be looked into is told where it is read.
            guard let names = try? FolderNames.of(path) else {
                self = .other
                return
            }
            self =
                names.contains("report.xml") && !names.contains("inventory.yaml")
                ? .package
                : names.contains("inventory.yaml")
                    || names.contains { name in
                        SourceKind.all.contains { Inventory.isTable(name, of: $0) }
                    } ? .inventory : .folder
            return
        }
        let name = path.lowercased()
        func ends(_ endings: String...) -> Bool { endings.contains { name.hasSuffix($0) } }
        let bytes = InputKind.head(of: path)
        let head = String(decoding: bytes, as: UTF8.self)
        if ends(".yaml", ".yml") {
            self = .plan
        } else if ends(".xls") {
            // Systems export web pages and texts under this name.
            self = InputKind.isWorkbook(bytes) ? .inventory : .otherWorkbook
        } else if ends(".et", ".ods", ".xlsb", ".numbers") {
            self = .otherWorkbook
        } else if ends(".doc", ".docx", ".pdf", ".wps", ".ppt", ".pptx") || head.hasPrefix("%PDF") {
            self = .document
        } else if ends(".xlsx", ".xlsm") {
            self = .inventory
        } else if ends(".zip", ".rar", ".7z", ".tar", ".gz", ".tgz") || head.hasPrefix("PK") || head.hasPrefix("Rar!") {
            self = .archive
        } else if ends(".xml") {
            self = .package
        } else if ends(".html", ".htm") || head.lowercased().contains("<!doctype html") {
            self = .page
        } else if head.contains("<report") {
            self = .package
        } else if ends(".csv", ".tsv", ".txt") {
            self = .table
        } else {
            self = .other
        }
    }

    /// The first bytes; pipes are left alone.
    private static func head(of path: String) -> ArraySlice<UInt8> {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(file, &bytes, bytes.count)
        return bytes.prefix(max(0, count))
    }

    /// Whether a file begins as workbooks do: as a container, as an archive, or as the records of the oldest editions.
    private static func isWorkbook(_ head: ArraySlice<UInt8>) -> Bool {
        head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) || head.starts(with: [0x50, 0x4B])
            || head.count >= 8 && head[0] == 9 && head[1] <= 8 && head[3] == 0
    }

    /// What to say where an inventory was expected; `nil` where it may be one.
    package func finding(forInventory path: String) -> Finding? {
        let message: Finding.Message
        switch self {
        case .inventory, .other: return nil
        case .plan: message = .planForInventory
        case .package: message = .packageForInventory
        case .page: message = .pageForInput
        case .archive: message = .archiveForInput
        case .otherWorkbook: message = InputKind.otherWorkbook(path)
        case .document: message = .documentForInput
        case .table: message = .tableForInventory
        case .folder: message = .emptyFolder
        }
        return Finding(.error, message, at: Location(file: path))
    }

    /// What to say of a path that was named as a ledger; `nil` where it may be one.
    public static func finding(ofLedger path: String) -> Finding? { InputKind(of: path).finding(forLedger: path) }

    /// What to say of a path that was named as a package; `nil` where it may be one.
    public static func finding(ofPackage path: String) -> Finding? { InputKind(of: path).finding(forPackage: path) }

    /// What to say of a path that was named as a plan; `nil` where it may be one.
    public static func finding(ofPlan path: String) -> Finding? {
        switch InputKind(of: path) {
        case .plan, .other: nil
        case .inventory, .folder: Finding(.error, .inventoryForPlan, at: Location(file: path))
        case .package, .page, .archive, .otherWorkbook, .document, .table:
            Finding(.error, .noPlan, at: Location(file: path))
        }
    }

    /// What to say where a ledger was expected; `nil` where it may be one.
    func finding(forLedger path: String) -> Finding? {
        switch self {
        case .inventory, .table, .other, .folder: nil
        case .plan, .package: Finding(.error, .noLedger, at: Location(file: path))
        case .page: Finding(.error, .pageForInput, at: Location(file: path))
        case .archive: Finding(.error, .archiveForInput, at: Location(file: path))
        case .otherWorkbook: Finding(.error, InputKind.otherWorkbook(path), at: Location(file: path))
        case .document: Finding(.error, .documentForInput, at: Location(file: path))
        }
    }

    /// What to do with a workbook that is not read, by its name.
    private static func otherWorkbook(_ path: String) -> Finding.Message {
        let name = path.lowercased()
        return name.hasSuffix(".xls") ? .notBinary : name.hasSuffix(".et") ? .kingsoft : .otherWorkbook
    }

    /// What to say where a package was expected; `nil` where it may be one.
    func finding(forPackage path: String) -> Finding? {
        switch self {
        case .package, .other: nil
        case .inventory: Finding(.error, .inventoryForPackage, at: Location(file: path))
        case .page: Finding(.error, .pageForPackage, at: Location(file: path))
        case .archive: Finding(.error, .archiveWithoutPackage, at: Location(file: path))
        case .folder: Finding(.error, .folderForPackage, at: Location(file: path))
        case .plan, .otherWorkbook, .document, .table: Finding(.error, .noPackage, at: Location(file: path))
        }
    }
}

extension Finding.Message {
    static let planForInventory = Finding.Message(
        "plan-for-inventory", "这是方案（YAML），不是清单：先写清单文件夹，再写方案",
        "this is a plan (YAML) and no inventory: the inventory folder comes first, then the plan")
    static let inventoryForPlan = Finding.Message(
        "inventory-for-plan", "这里应是方案（.yaml 文件）：先写清单文件夹，再写方案",
        "a plan is wanted here, a file of YAML: the inventory folder comes first, then the plan")
    static let noPlan = Finding.Message(
        "not-a-plan", "这不是方案：方案是 .yaml 文件", "this is no plan: a plan is a file of YAML")
    static let packageForInventory = Finding.Message(
        "package-for-inventory", "这是上报包，不是清单：核查用 verify", "this is a package and no inventory: verify checks it")
    static let pageForInput = Finding.Message(
        "page-for-input", "这是网页（HTML），不能读入", "this is a web page (HTML), which is not read")
    static let pageForPackage = Finding.Message(
        "page-for-package", "这是网页（HTML）：请给出同一文件夹中的 report.xml",
        "this is a web page (HTML): name the report.xml beside it")
    static let archiveForInput = Finding.Message(
        "archive-for-input", "这是压缩包：请先解压，再给出其中的文件或文件夹", "this is an archive: unpack it, then name what was in it")
    static let archiveWithoutPackage = Finding.Message(
        "no-package-in-archive", "压缩包里读不到 report.xml：请用 zip 打包上报包的文件夹，rar、7z 请先解压",
        "no report.xml can be read in this archive: pack the package's folder as .zip; unpack .rar and .7z first")
    static let otherWorkbook = Finding.Message(
        "other-workbook", "这种工作簿（.ods、.xlsb、.numbers）不能读入：请另存为 .xlsx",
        "workbooks of this kind (.ods, .xlsb, .numbers) are not read: save it as .xlsx")
    static let kingsoft = Finding.Message(
        "other-workbook", "WPS 表格的 .et 文件不能读入：请在 WPS 表格中另存为 .xlsx",
        "workbooks of WPS (.et) are not read: open it in WPS and save it as .xlsx")
    static let notBinary = Finding.Message(
        "other-workbook", "扩展名是 .xls，内容却不是 Excel 工作簿（有的系统这样导出网页或文本）：请用表格软件打开并另存为 .xlsx",
        "the name ends in .xls, but this is no Excel workbook (some systems export web pages or text so): open it in a spreadsheet program and save it as .xlsx"
    )
    static let documentForInput = Finding.Message(
        "document-for-input", "这是文档，不是表格：请把其中的表存为 .xlsx 或 .csv",
        "this is a document and no table: save its tables as .xlsx or .csv")
    static let tableForInventory = Finding.Message(
        "table-for-inventory", "这是一个表，不是清单文件夹：台账请先用 import 读入，源类表请给出其所在的文件夹",
        "this is a table and no inventory folder: read a ledger with import first, or name the folder of the table")
    static let emptyFolder = Finding.Message(
        "no-inventory", "文件夹中没有 inventory.yaml 和源类表：用 init 新建清单，或用 import 读入台账",
        "the folder has neither inventory.yaml nor tables: begin with init, or read a ledger with import")
    static let noLedger = Finding.Message(
        "no-ledger", "这不是台账：import 读入 .xlsx、.xlsm、.xls、.csv",
        "this is no ledger: import reads .xlsx, .xlsm, .xls and .csv")
    static let inventoryForPackage = Finding.Message(
        "inventory-for-package", "这是清单，不是上报包：先用 report 生成上报包，再核查",
        "this is an inventory and no package: make the package with report, then verify it")
    static let folderForPackage = Finding.Message(
        "no-package", "文件夹中没有 report.xml：用 report 生成上报包", "the folder has no report.xml: report makes a package")
    static let noPackage = Finding.Message(
        "not-a-package", "这不是上报包：请给出 report.xml", "this is no package: name its report.xml")
}
