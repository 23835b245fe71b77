/// Texts of a column, back to back.
public struct TextColumn: Sendable, Equatable {
    /// UTF-8 of all texts.
    public var bytes: [UInt8] = []
    /// Where each text ends.
    public var ends: [Int] = []

    /// No texts.
    public init() {}

    /// How many.
    public var count: Int { ends.count }
    /// One text.
    public subscript(row: Int) -> String {
        String(decoding: bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]], as: UTF8.self)
    }
    /// Adds a text.
    public mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(bytes.count)
    }
    /// Adds a text given as bytes.
    public mutating func append(bytes text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }
}

/// The cells of one column, in the schema's unit.
public enum Cells: Sendable, Equatable {
    /// The table has no such column.
    case absent
    /// Vocabulary codes; 0 is missing.
    case codes([UInt16])
    /// Numbers and shares; absence as `Absence.mark`.
    case numbers([Double])
    /// Dates as 10000·year + 100·month + day, month and day 0 where not given; 0 is missing.
    case dates([Int32])
    /// Texts; empty is missing.
    case texts(TextColumn)

    /// Whether a cell is missing without a word why.
    package func isBlank(_ row: Int) -> Bool {
        switch self {
        case .absent: true
        case .codes(let codes): codes[row] == 0
        case .numbers(let numbers): Absence(numbers[row]) == .empty
        case .dates(let dates): dates[row] == 0
        case .texts(let texts): texts.bytes(of: row).isEmpty
        }
    }
}

/// Rows of one kind, stored by column. A row's address is its file and line.
public struct Table: Sendable {
    /// What the columns are.
    public let schema: Schema
    /// Where the rows came from.
    public let file: SourceFile
    /// One entry for each column of the schema.
    public var cells: [Cells]
    /// The line in the file of each row.
    public var lines: [UInt32]
    /// The header texts as they stand in the file, by column of the schema.
    public var headers: [String?]

    /// Which cells of a column were filled by a default, and why; by place of the column.
    public var defaults: [Int: Defaulted]

    /// Cells that a default filled.
    public struct Defaulted: Sendable {
        /// For each row 0 where the cell is the file's own, else the number of the reason, from 1.
        public var reasons: [UInt8]

        /// Cells of so many rows, none of them filled yet.
        public init(rowCount: Int) { reasons = Array(repeating: 0, count: rowCount) }
    }

    /// A table without rows.
    public init(schema: Schema, file: SourceFile) {
        self.schema = schema
        self.file = file
        cells = Array(repeating: .absent, count: schema.columns.count)
        lines = []
        headers = Array(repeating: nil, count: schema.columns.count)
        defaults = [:]
    }

    /// How many rows.
    public var rowCount: Int { lines.count }

    /// The numbers of a column, or `nil` where it is absent or holds no numbers.
    public func numbers(_ id: String) -> [Double]? {
        if let place = schema.place(of: id), case .numbers(let values) = cells[place] { values } else { nil }
    }
    /// The codes of a column, or `nil` where it is absent or holds no codes.
    public func codes(_ id: String) -> [UInt16]? {
        if let place = schema.place(of: id), case .codes(let values) = cells[place] { values } else { nil }
    }
    /// The texts of a column, or `nil` where it is absent or holds no texts.
    public func texts(_ id: String) -> TextColumn? {
        if let place = schema.place(of: id), case .texts(let values) = cells[place] { values } else { nil }
    }
    /// The dates of a column, or `nil` where it is absent or holds no dates.
    public func dates(_ id: String) -> [Int32]? {
        if let place = schema.place(of: id), case .dates(let values) = cells[place] { values } else { nil }
    }

    /// Where a cell, or a whole row, stands.
    public func location(row: Int, column id: String? = nil) -> Location {
        let place = id.flatMap(schema.place(of:))
        return Location(
            file: file.path, line: row < lines.count ? Int(lines[row]) : nil,
            column: place.flatMap { headers[$0] } ?? id)
    }
}
