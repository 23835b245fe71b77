internal import Glibc
internal import Synchronization
public import Tables

/// Administrative divisions 行政区划: every code of GB/T 2260 since 1980 with its names and the time for which it holds.
public struct Divisions: Sendable {
    /// A code and a name that it had.
    public struct Entry: Sendable, Equatable {
        /// Six digits.
        public let code: String
        /// The name.
        public let name: String
        /// What it is, such as 县; empty where the list does not say.
        public let kind: String
        /// The first edition of the list that has it, as year and month.
        public let from: Int
        /// The last edition that has it; `nil` where it is in force.
        public let to: Int?

        /// Whether the code has the name in a year; the edition of a year's end counts.
        public func holds(in year: Int) -> Bool { from / 100 <= year && (to ?? .max) / 100 >= year }
    }

    /// What a code is in a year.
    public enum State: Sendable, Equatable {
        /// In force, under this name.
        case valid(Entry)
        /// Given up before the year; the code under which its one name goes on, where there is one.
        case abolished(Entry, successor: Entry?)
        /// Not yet given in the year.
        case later(Entry)
        /// Not in the list.
        case unknown
    }

    /// The entries, by code and time.
    public let entries: [Entry]

    /// Reads the list of a library's folder; only the codes that begin with the given digits.
    public init(library folder: String, startingWith digits: String = "") throws(FileError) {
        let prefix = Array(digits.utf8)
        var entries: [Entry] = []
        try Divisions.bytes(folder).withUnsafeBufferPointer { text in
            guard let first = text.baseAddress else { return }
            var start = 0
            while start < text.count {
                let found = memchr(first + start, Int32(UInt8(ascii: "\n")), text.count - start)
                let end = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(first) } ?? text.count
                let line = text[start..<end]
                start = end + 1
                // Most lines are of other provinces.
                if line.starts(with: prefix), let entry = Divisions.entry(line) { entries.append(entry) }
            }
        }
        self.entries = entries
    }

    /// The entry of a line; `nil` where it is none.
    private static func entry(_ line: Slice<UnsafeBufferPointer<UInt8>>) -> Entry? {
        let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count == 5, fields[0].utf8.count == 6, fields[0] != "code" else { return nil }
        // `>201904` is between that edition and the next one that is known.
        guard let from = Int(fields[3].drop { $0 == ">" }) else { return nil }
        return Entry(code: fields[0], name: fields[1], kind: fields[2], from: from, to: Int(fields[4]))
    }

    private static func bytes(_ folder: String) throws(FileError) -> [UInt8] {
        do { return try InputFile.bytes(of: folder + "/divisions.csv") } catch {
            guard error.isMissing else { throw error }
            return []
        }
    }

    /// Whether a library's folder has a list at all: a row below the header.
    static func isKept(in folder: String) throws(FileError) -> Bool {
        let bytes = try bytes(folder)
        guard let header = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return false }
        return header + 1 < bytes.count
    }

    /// The counties, districts and cities of a county's rank that there are in a year, without the headings that the list
    /// has among them.
    public func counties(in year: Int) -> [Entry] {
        let headings: Set = ["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位"]
        return entries.filter { !$0.code.hasSuffix("00") && !headings.contains($0.name) && $0.holds(in: year) }
    }

    /// What a code is in a year.
    public func state(of code: String, in year: Int) -> State {
        let own = entries.filter { $0.code == code }
        guard let first = own.first, let last = own.max(by: { ($0.to ?? .max) < ($1.to ?? .max) }) else {
            return .unknown
        }
        if let entry = own.last(where: { $0.holds(in: year) }) { return .valid(entry) }
        if first.from / 100 > year { return .later(first) }
        // Between two editions the earlier one holds.
        if last.to == nil || (last.to ?? 0) / 100 > year { return .valid(own.last { $0.from / 100 <= year } ?? first) }
        let others = Set(entries.filter { $0.name == last.name && $0.code != code && $0.from >= last.from }.map(\.code))
        let successor = others.count == 1 ? entries.last { $0.code == others.first && $0.name == last.name } : nil
        return .abolished(last, successor: successor)
    }
}

/// The lists of divisions that were read of a library, by the digits that their codes begin with: many inventories ask for those of one
/// province.
final class DivisionMemory: Sendable {
    private let lists = Mutex<[String: Divisions]>([:])

    func list(of folder: String, startingWith digits: String) throws(FileError) -> Divisions {
        if let known = lists.withLock({ $0[digits] }) { return known }
        let list = try Divisions(library: folder, startingWith: digits)
        lists.withLock { $0[digits] = list }
        return list
    }
}

extension FactorLibrary {
    /// The list of divisions of this library, for a province or all.
    public func divisions(startingWith digits: String = "") throws(FileError) -> Divisions {
        try knownDivisions.list(of: folders.first ?? "", startingWith: digits)
    }

    /// Whether this library has a list of divisions.
    package var hasDivisions: Bool { get throws(FileError) { try Divisions.isKept(in: folders.first ?? "") } }

    /// Knows the region of an inventory and everything within it by their codes and names of that year, where the library
    /// has them not yet. A code outside the list is left to whoever says that the data are invented.
    ///
    /// - Parameter name: the name of a region that is invented, and so in no list.
    public mutating func addDivisions(
        of region: String, year: Int, inventedAs name: Label? = nil
    ) throws(FileError) -> Divisions.State {
        let province = String(region.prefix(2))
        guard province.utf8.count == 2 else { return .unknown }
        let list = try divisions(startingWith: province)
        var within = region
        while within.hasSuffix("00"), within.utf8.count > 2 { within.removeLast(2) }
        let parents = [province + "0000", region.prefix(4) + "00"]
        for entry in list.entries
        where (entry.code.hasPrefix(within) || parents.contains(entry.code)) && entry.holds(in: year) {
            guard vocabularies["county_code"].code(exactly: entry.code) == nil else { continue }
            let isPrefecture = entry.code.hasSuffix("00")
            let isProvince = entry.code.hasSuffix("0000")
            vocabularies["county_code"].add(
                code: entry.code, label: Label(same: entry.name),
                broader: (isPrefecture ? [] : [entry.code.prefix(4) + "00"])
                    + (isProvince ? [] : [entry.code.prefix(2) + "0000"]))
        }
        if let name, region.utf8.count == 6, vocabularies["county_code"].code(exactly: region) == nil {
            let isBlank = name.zh.isEmpty && name.en.isEmpty
            vocabularies["county_code"].add(
                code: region, label: isBlank ? Label(same: region) : name, broader: [province + "0000"])
        }
        return list.state(of: region, in: year)
    }
}

extension Divisions.State {
    /// What is to be said of a region in a year; `nil` where nothing is.
    public func finding(of region: String, year: Int, isInvented: Bool, at place: Location?) -> Finding? {
        switch self {
        case .valid: return nil
        case .abolished(let entry, let successor):
            let until = (entry.to ?? 0) / 100
            let expected = successor.map {
                Label("\($0.code) \($0.name)（\($0.from / 100) 年起）", "\($0.code) \($0.name), from \($0.from / 100) on")
            }
            return Finding(
                .warning, expected == nil ? .regionAbolished : .regionMoved, at: place,
                value: "\(region) \(entry.name) (… \(until))", expected: expected)
        case .later(let entry):
            return Finding(.warning, .regionLater, at: place, value: "\(region) \(entry.name) (\(entry.from / 100) …)")
        case .unknown:
            return isInvented
                ? nil
                : Finding(
                    .error, .regionNotListed, at: place, value: region,
                    expected: Label(
                        "GB/T 2260 六位代码；虚构数据请写 invented: yes",
                        "a code of GB/T 2260; for invented data say invented: yes"))
        }
    }
}

extension Finding.Message {
    static let regionMoved = Finding.Message(
        "region-moved", "该年已不用这个行政区划代码，名称沿用于新代码",
        "the code was given up before that year, and its name goes on under another")
    static let regionAbolished = Finding.Message(
        "region-abolished", "该年已撤销这个行政区划代码", "the code was abolished before that year")
    static let regionLater = Finding.Message(
        "region-later", "该年还没有这个行政区划代码", "the code was not given yet in that year")
    static let regionNotListed = Finding.Message(
        "region-not-listed", "GB/T 2260 中没有这个行政区划代码", "no such code stands in GB/T 2260")
}
