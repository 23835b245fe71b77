import Foundation
import Lantian
import TestSupport

/// Other programs that fill or convert workbooks, where they are installed.
enum Spreadsheet {
    /// Python with openpyxl: the environment that `.ci/setup` makes at the root of the package.
    static let python = [Repository.root + "/.venv/bin/python3"]
        .first(where: FileManager.default.isExecutableFile(atPath:)).map(InstalledProgram.init(path:))
    /// LibreOffice without a window.
    static let office = InstalledProgram("soffice")
}

/// An invented county: a few rows of every kind, by column id, in Chinese words where a drop-down offers them.
enum WorkbookSamples {
    static let rows: [(kind: String, rows: [[String: String]])] = [
        (
            "boilers",
            [
                [
                    "id": "B1", "firm_name": "示例一厂", "use": "工业生产", "fuel": "原煤", "technology": "链条炉", "capacity": "20",
                    "fuel_use": "12000.5", "nox_device": "选择性非催化还原", "nox_removal": "40%", "nox_uptime": "95%",
                    "start_date": "2014-11",
                ],
                [
                    "id": "B2", "firm_name": "示例,二厂", "use": "集中供热", "fuel": "天然气", "technology": "燃气锅炉",
                    "capacity": "10",
                    "gas_use": "350.25", "hours": "未报送", "start_date": "2016-05-17",
                ],
            ]
        ),
        ("kilns", [["id": "K1", "kiln_type": "隧道窑", "product": "砖瓦", "brick_output": "3200", "fuel": "原煤"]]),
        (
            "vehicles",
            [
                [
                    "id": "V1", "vehicle_class": "重型载货汽车", "fuel": "柴油", "standard": "国四", "population": "1250",
                    "annual_km": "52000",
                ],
                ["id": "V2", "vehicle_class": "小型载客汽车", "fuel": "汽油", "standard": "国五", "population": "8000"],
            ]
        ),
        (
            "nonroad",
            [
                [
                    "id": "N1", "machine_type": "挖掘机", "fuel": "柴油", "stage": "国三", "population": "12",
                    "power": "110.5",
                    "hours": "900",
                ]
            ]
        ),
        (
            "voc_firms",
            [
                [
                    "id": "F1", "unit_type": "溶剂使用", "material": "溶剂型涂料", "material_use": "42.5", "voc_content": "55%",
                    "voc_device": "活性炭吸附", "voc_uptime": "0.9",
                ],
                [
                    "id": "S1", "unit_type": "加油站", "gasoline_sold": "5200", "diesel_sold": "3120",
                    "recovery_stage": "二次油气回收(加油)",
                ],
            ]
        ),
        (
            "households",
            [["id": "H1", "fuel": "散煤", "stove": "传统炉具", "households": "2000", "fuel_per_household": "2.69"]]
        ),
        ("area", [["id": "A1", "category": "catering", "persons": "120000"]]),
    ]

    /// Writes the folder: manifest and a table a kind, every column of the template, in order.
    static func writeFolder(_ folder: TemporaryFolder) throws {
        try folder.write(InventoryText.manifest(year: 2024), to: "inventory.yaml")
        for (kind, rows) in rows {
            guard let columns = SourceKind.named(kind)?.schema.columns.filter({ !$0.isWorkedOut }) else { continue }
            var writer = CSVWriter()
            writer.row(columns.map { InventoryTemplate.header(of: $0, in: .zh) })
            for row in rows { writer.row(columns.map { row[$0.id] ?? "" }) }
            try folder.write(writer.bytes, to: kind + ".csv")
        }
    }

    /// The cover as the manifest says it.
    static let cover = """
        {"行政区划代码": ["654002"], "年份": [2024], "清单名称": ["测试"], "汽油含硫量（mg/kg）": [10], "柴油含硫量（mg/kg）": [10],
         "道路平均车速（km/h）": [30], "海拔（m）": [600], "各月平均气温（℃）": [15,15,15,15,15,15,15,15,15,15,15,15],
         "各月平均相对湿度（%）": [50,50,50,50,50,50,50,50,50,50,50,50]}
        """

    /// Fills a template with the tables of a folder, as a person would: numbers as numbers, shares as percent cells,
    /// every third number as a text, one as a formula where asked, titles above the header where asked.
    static let script = """
        import csv, json, sys, openpyxl
        from openpyxl.utils import get_column_letter
        template, folder, target, cover, kinds, options = sys.argv[1:7]
        kinds, cover, options = json.loads(kinds), json.loads(cover), options.split(",")
        book = openpyxl.load_workbook(template, keep_vba=target.endswith("m"))
        if "1904" in options:
            from openpyxl.utils.datetime import CALENDAR_MAC_1904
            book.epoch = CALENDAR_MAC_1904
        count = 0
        for row in book["封面"].iter_rows(min_col=1, max_col=1):
            for i, value in enumerate(cover.get(row[0].value, [])):
                book["封面"].cell(row[0].row, 2 + i).value = value
        for name, kind in kinds.items():
            sheet = book[name]
            with open(folder + "/" + kind + ".csv", encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            for i, cells in enumerate(rows[1:]):
                for j, text in enumerate(cells):
                    if text == "": continue
                    cell = sheet.cell(3 + i, 1 + j)
                    if text.endswith("%"):
                        cell.value, cell.number_format = float(text[:-1]) / 100, "0%"
                        continue
                    if "dates" in options and len(text) == 10 and text[4] == "-":
                        import datetime
                        cell.value, cell.number_format = datetime.date.fromisoformat(text), "yyyy/m/d"
                        continue
                    try: number = float(text)
                    except ValueError:
                        cell.value = text
                        continue
                    count += 1
                    if "formula" in options and text == "12000.5": cell.value = "=12000+0.5"
                    elif count % 3 == 0: cell.value = text
                    else: cell.value = number
            for k in range(40):
                sheet.cell(len(rows) + 3 + k, 70).number_format = "0.00"
            if "titles" in options:
                sheet.insert_rows(1, 2)
                sheet["A1"] = name + " 2024"
                sheet["A2"] = "单位：见表头"
                sheet.merge_cells("A1:F1")
        if "hidden" in options:
            copy = book.copy_worksheet(book["锅炉"])
            copy.title, copy.sheet_state = "锅炉 (2)", "hidden"
        book.save(target)
        """

    /// The names of the sheets and their kinds, for the script.
    static var kinds: String {
        "{" + SourceKind.all.map { "\"\($0.label.zh)\": \"\($0.name)\"" }.joined(separator: ", ") + "}"
    }

    /// The totals by county, sector and pollutant as CSV, of a folder or a workbook.
    static func totals(_ path: String) async throws -> String {
        let assessment = try Assessment(folder: path, options: .init(factors: Repository.factors))
        let (result, findings) = await assessment.emissions()
        if findings.hasErrors { throw findings }
        var writer = CSVWriter()
        for row in result.totals(by: ["county", "sector", "pollutant"].compactMap { Grouping($0) }) {
            writer.row(row.keys + [row.emission.tonnes(), row.assumed.tonnes(), "\(row.lines)"])
        }
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
