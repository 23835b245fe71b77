public import Inventories
public import Plans
import Quantities
public import Tables

/// Next year's inventory, begun from this one 下一年清单: sources that are closed are left out, those that begin are taken in,
/// ids stay, and what holds for one year only is blank and listed.
public struct NextYear: Sendable {
    /// A cell that must be filled in again.
    public struct Question: Sendable {
        /// Why it is asked.
        public enum Reason: String, Sendable {
            /// It holds for one year.
            case year
            /// The source was rebuilt in the year before: what the devices remove may be another.
            case retrofit
            /// A measure of the plan changed the source.
            case measure
        }

        /// The file in the new folder.
        public let file: String
        /// The line there.
        public let line: Int
        /// The column's id.
        public let column: String
        /// The column's head.
        public let label: Label
        /// The source's id, or empty.
        public let source: String
        /// The firm's name, or empty.
        public let firm: String
        /// What stood there the year before.
        public let before: String
        /// Why it is asked.
        public let reason: Reason
    }

    /// Something that was done to a source by its date.
    public struct Change: Sendable {
        /// What was done.
        public enum What: String, Sendable {
            /// Closed by then: left out.
            case closed
            /// Planned, and in operation by then.
            case started
            /// Will close in the year: asked for the part of the year.
            case closing
            /// Rebuilt in the year before.
            case rebuilt
            /// A year older.
            case older
            /// Changed by a measure of the plan.
            case measure

            /// The words for people.
            public var label: Label {
                switch self {
                case .closed: Label("已关停，不再列入", "closed: left out")
                case .started: Label("已投产", "in operation")
                case .closing: Label("本年内关停：只填关停前的量", "closes in the year: fill in what is before it")
                case .rebuilt: Label("上年改造：去除效率重新核实", "rebuilt: removal to be confirmed")
                case .older: Label("机龄增加", "a year older")
                case .measure: Label("方案措施已完成", "changed by the plan")
                }
            }
        }

        /// What was done.
        public let what: What
        /// The table.
        public let table: String
        /// The source's id, or empty.
        public let source: String
        /// Where it stands in the inventory before.
        public let place: Location
        /// The date, or the measure.
        public let detail: String
    }

    /// A table of the new folder.
    public struct File: Sendable {
        /// Its name.
        public let name: String
        /// Its text.
        public let bytes: [UInt8]
    }

    /// The tables.
    public private(set) var files: [File] = []
    /// What must be filled in.
    public private(set) var questions: [Question] = []
    /// What was done by dates and by the plan.
    public private(set) var changes: [Change] = []
    /// The year of the new inventory.
    public let year: Int
    /// How many sources it has.
    public private(set) var sourceCount = 0

    /// The word of a cell that nobody has reported.
    private static let notReported = Label("未报送", "not reported")

    private let from: Int
    private let language: Language
    private let vocabularies: Vocabularies

    /// Begins the inventory of a later year.
    ///
    /// - Parameters:
    ///   - done: what a plan has done by the end of the year before, where there is one.
    public init(
        _ inventory: Inventory, year: Int, language: Language, vocabularies: Vocabularies, done: DoneMeasures? = nil
    ) {
        self.year = year
        self.language = language
        self.vocabularies = vocabularies
        from = inventory.manifest.year
        var measures: [String: [String]] = [:]
        for entry in done?.treated ?? [] {
            changes.append(
                Change(
                    what: .measure, table: entry.measure.kind.name, source: entry.source, place: entry.location,
                    detail: entry.measure.id))
            measures[entry.measure.kind.name + "\n" + entry.source, default: []].append(entry.measure.id)
        }
        var names: Set<String> = []
        let own = done?.inventory ?? inventory
        for sheet in own.sheets {
            add(sheet.table, kind: sheet.kind, names: &names) { source in
                measures[sheet.kind.name + "\n" + source] != nil && !source.isEmpty
            }
        }
        for table in inventory.outlets { add(table, kind: nil, names: &names) { _ in false } }
    }

    /// A name for a table: that of its file, where it came from one.
    private func name(of table: Table, _ names: inout Set<String>) -> String {
        let file = table.file.path.split(separator: "/").last.map(String.init) ?? ""
        let isOwn = file.hasSuffix(".csv") && !names.contains(file)
        var name = isOwn ? file : table.schema.id + ".csv"
        var number = 2
        while names.contains(name) {
            name = "\(table.schema.id)-\(number).csv"
            number += 1
        }
        names.insert(name)
        return name
    }

    private mutating func add(
        _ table: Table, kind: SourceKind?, names: inout Set<String>, isTreated: (String) -> Bool
    ) {
        let schema = table.schema
        let name = name(of: table, &names)
        let places = schema.columns.indices.filter { place in
            !schema.columns[place].isWorkedOut && (table.cells[place] != .absent || kind == nil)
        }
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(places.map { InventoryTemplate.header(of: schema.columns[$0], in: language) })
        let (ids, firms) = (table.texts(Column.id), table.texts(Column.firmName))
        var line = 1
        for row in 0..<table.rowCount {
            let source = ids?[row] ?? ""
            let fate = fate(of: row, in: table, source: source)
            if fate.isGone { continue }
            line += 1
            if kind != nil { sourceCount += 1 }
            var cells: [String] = []
            for place in places {
                let column = schema.columns[place]
                let isFilled = (table.defaults[place]?.reasons[row] ?? 0) != 0
                let text = isFilled ? "" : text(table.cells[place], row, column, table)
                var reason: Question.Reason?
                if column.isAskedYearly(in: schema) {
                    reason = .year
                } else if fate.isRebuilt, column.isOfRetrofit {
                    reason = .retrofit
                }
                if column.id == Column.age, let age = Double(text) {
                    cells.append(DecimalText.shortest(age + Double(year - from)))
                    changes.append(
                        Change(
                            what: .older, table: schema.id, source: source, place: table.location(row: row),
                            detail: DecimalText.shortest(age + Double(year - from))))
                } else if column.id == Column.status, fate.hasStarted {
                    cells.append("")
                } else if let reason, !text.isEmpty {
                    cells.append(reason == .year ? "" : text)
                    questions.append(
                        Question(
                            file: name, line: line, column: column.id, label: column.label, source: source,
                            firm: firms?[row] ?? "", before: text,
                            reason: reason == .year && isTreated(source) ? .measure : reason))
                } else {
                    cells.append(text)
                }
            }
            writer.row(cells)
        }
        files.append(File(name: name, bytes: writer.bytes))
    }

    private struct Fate {
        var isGone = false
        var hasStarted = false
        var isRebuilt = false
    }

    /// What the dates of a row make of it.
    private mutating func fate(of row: Int, in table: Table, source: String) -> Fate {
        var fate = Fate()
        func date(_ column: String) -> Int32 {
            guard let place = table.schema.place(of: column), case .dates(let dates) = table.cells[place] else {
                return 0
            }
            return dates[row]
        }
        let words = vocabularies["status"]
        let status = table.codes(Column.status).map { words.text($0[row]) } ?? ""
        let place = table.location(row: row)
        let (closes, starts, rebuilt) = (
            date(Column.closureDate), date(Column.startDate), date(Column.retrofitDate)
        )
        func tell(_ what: Change.What, _ detail: String) {
            changes.append(Change(what: what, table: table.schema.id, source: source, place: place, detail: detail))
        }
        if status == "closed" || closes > 0 && Int(closes) / 10_000 < year {
            fate.isGone = true
            tell(.closed, closes > 0 ? TableTexts.text(ofDate: closes) : status)
            return fate
        }
        if closes > 0, Int(closes) / 10_000 == year { tell(.closing, TableTexts.text(ofDate: closes)) }
        if status == "planned", starts > 0, Int(starts) / 10_000 <= year {
            fate.hasStarted = true
            tell(.started, TableTexts.text(ofDate: starts))
        }
        if rebuilt > 0, (from...year).contains(Int(rebuilt) / 10_000) {
            fate.isRebuilt = true
            tell(.rebuilt, TableTexts.text(ofDate: rebuilt))
        }
        return fate
    }

    /// A cell as it is written in a table.
    private func text(_ cells: Cells, _ row: Int, _ column: ColumnSchema, _ table: Table) -> String {
        switch cells {
        case .absent: return ""
        case .texts(let texts): return texts[row]
        case .dates(let dates): return TableTexts.text(ofDate: dates[row])
        case .codes(let codes): return vocabularies[column.vocabulary ?? ""].text(codes[row])
        case .numbers(let numbers):
            switch Absence(numbers[row]) {
            case nil: return DecimalText.shortest(numbers[row])
            case .empty: return ""
            case .notReported: return NextYear.notReported[language]
            case .notApplicable: return "/"
            }
        }
    }
}

// MARK: The list of what is asked

extension NextYear {
    /// The columns of the list.
    public static let columns = [
        "file", "line", "column", "head", "source", "firm_name", "before", "reason",
    ]

    /// The rows of the list.
    public var records: [[String]] {
        questions.map {
            [$0.file, "\($0.line)", $0.column, $0.label[language], $0.source, $0.firm, $0.before, $0.reason.rawValue]
        }
    }
}
