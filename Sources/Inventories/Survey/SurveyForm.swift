import Tables

/// A sheet that cities fill in surveys: which titles it has, and which of our columns they are.
struct SurveyForm: Sendable {
    /// A stable name.
    let id: String
    /// Its name for people.
    let label: Label
    /// The source kind that a row becomes; `nil` where rows say something of rows elsewhere.
    let kind: String?
    /// For rows about others: the values by which they are found, columns of ours or `@firm` and `@equipment`.
    var key: [String] = []
    /// Words of the sheet's name or titles that speak for this form.
    var hints: [String] = []
    /// Whether one of the hints must be there.
    var needsHint = false
    /// Titles of which one each must be there: by the column or use that they lead to.
    ///
    /// `stage|machine_type` asks for one of the two.
    let needs: [String]
    /// Titles of which at least one must be there; none where empty.
    var titles: [String] = []
    /// Whether a hint in the name of the sheet, or above it, does instead of these titles.
    var hintsReplaceTitles = false
    /// What every row gets where no cell says it.
    var constants: [String: String] = [:]
    /// What every row gets where the sheet's name has a word and no column says it.
    var named: [(word: String, column: String, value: String)] = []
    /// Columns whose words may stand as titles, side by side: emission stages, fuels, classes.
    var pivots: [String] = []
    /// What the numbers below such titles are where no title says it.
    var measure: [String] = []
    /// The other kind that a row, or its fuel, may belong to.
    var other: Alternative?
    /// Why the sheet is no table of ours, where it is known and has no source kind.
    var reason: Label?
    /// The titles.
    let fields: [SurveyField]

    /// A rule by which rows of one sheet belong to two kinds.
    enum Alternative: Sendable {
        /// What comes out of a kiln is one; of other production the fuel becomes a kiln beside it.
        case kilns
        /// What burns in a stove belongs to households.
        case households
        /// What a column 类型 calls a kiln or furnace is one.
        case type
    }

    /// Whether columns tell the form where no name does: by two signs that do not hang together, such as a column that
    /// names the source and an amount. A word as a title is none: many tables have 煤 or 汽油 above a column.
    func isTold(by fields: [Int: SurveyField], of headers: [SurveyHeader]) -> Bool {
        var uses: Set<SurveyField.Use> = []
        var names = false
        for (i, field) in fields where headers[i].title.isEmpty == false {
            switch field.use {
            case .noPlace, .unit, .density: continue
            case .firm, .equipment: names = true
            case .column(let id) where [Column.firmName, Column.creditCode].contains(id): names = true
            case .column(Column.countyCode), .column(Column.industry): continue
            default: break
            }
            // A title of the form itself, or of the table's column; not a word of a column as a title.
            if field.part == nil { uses.insert(field.use) }
        }
        return uses.count >= 3 || names && uses.count >= 2
    }

    /// The field of a header: one with its groups first. `rank` tells which of its wordings it is.
    func field(of header: SurveyHeader) -> (field: SurveyField, rank: Int)? {
        guard let titles = SurveyForm.places[id] else { return nil }
        if let place = titles[header.whole] { return (fields[place.field], place.rank) }
        for length in stride(from: min(header.path.count, 3), through: 1, by: -1) {
            let name = length == 1 ? header.title : header.path.suffix(length).joined(separator: "/")
            if let place = titles[name] { return (fields[place.field], place.rank) }
        }
        return nil
    }

    /// Where each title stands among the fields of a form and among its wordings.
    private static let places: [String: [String: (field: Int, rank: Int)]] = {
        var places: [String: [String: (field: Int, rank: Int)]] = [:]
        for form in all {
            for (i, field) in form.fields.enumerated() {
                for (rank, title) in field.titles.enumerated() where places[form.id]?[title] == nil {
                    places[form.id, default: [:]][title] = (i, rank)
                }
            }
        }
        return places
    }()
}

/// A title of a survey sheet, in all its wordings, and what becomes of the cells below it.
struct SurveyField: Sendable {
    /// What becomes of a cell.
    enum Use: Hashable, Sendable {
        /// It goes into a column of ours.
        case column(String)
        /// Its words go into the first of these columns that knows them.
        case anyOf([String])
        /// A name that people choose freely: into the column where it is a word of it, else into the note.
        case name(String)
        /// It is a yes or no that means a word of a column.
        case choice(String, yes: String, no: String)
        /// It is a number that goes into the first of these columns whose unit it can be turned into.
        case amount([String])
        /// It is a number that is added to a column.
        case added(String)
        /// It is the density by which a mass of the same row becomes a volume.
        case density
        /// It is the unit of the number beside it.
        case unit
        /// It names the firm.
        case firm
        /// It names the equipment within the firm.
        case equipment
        /// It stands before the word of a column: 溶剂型 before 涂料.
        case prefix(String)
        /// Known, and without a place in our tables.
        case noPlace(Label)
    }

    /// A row of its own that some columns of a sheet make up: one a vehicle class, one a stage.
    struct Part: Hashable, Sendable {
        /// What it is called in identifiers and reports.
        let name: String
        /// The words that its columns stand for.
        let values: [String: String]
    }

    let titles: [String]
    let use: Use
    var part: Part?
    /// How sure it is that a header is this.
    var state = SurveyMapping.State.known

    /// What `needs` of a form calls it.
    var names: [String] {
        let own: String =
            switch use {
            case .column(let id), .name(let id), .choice(let id, _, _), .added(let id): id
            case .amount(let ids), .anyOf(let ids): ids.first ?? ""
            case .density: "@density"
            case .unit: "@unit"
            case .firm: "@firm"
            case .equipment: "@equipment"
            case .prefix(let id): "@" + id
            case .noPlace: "@none"
            }
        return [own] + (part?.values.keys.sorted() ?? [])
    }

    /// Whether one column of a part alone can have this use.
    var isExclusive: Bool {
        switch use {
        case .unit, .noPlace, .added, .anyOf, .name: false
        default: true
        }
    }

    /// The same field for one part of a row.
    func of(_ part: Part) -> SurveyField { SurveyField(titles: titles, use: use, part: part) }

    /// The same field, as sure as that.
    func being(_ state: SurveyMapping.State) -> SurveyField {
        var field = self
        field.state = state
        return field
    }

    /// What a mapping calls it.
    var meaning: String {
        switch use {
        case .column(let id), .name(let id), .choice(let id, _, _), .added(let id), .prefix(let id): id
        case .amount(let ids), .anyOf(let ids): ids.first ?? "-"
        case .density: "density"
        case .unit: "unit"
        case .firm: "firm"
        case .equipment: "equipment"
        case .noPlace: "-"
        }
    }

    static func column(_ id: String, _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .column(id))
    }
    static func anyOf(_ ids: [String], _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .anyOf(ids))
    }
    static func name(_ id: String, _ titles: String...) -> SurveyField { SurveyField(titles: titles, use: .name(id)) }
    static func amount(_ ids: [String], _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .amount(ids))
    }
    static func added(_ id: String, _ titles: String...) -> SurveyField { SurveyField(titles: titles, use: .added(id)) }
    static func noPlace(_ reason: Label, _ titles: String...) -> SurveyField {
        SurveyField(titles: titles, use: .noPlace(reason))
    }
}
