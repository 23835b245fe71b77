/// The texts of a row by the ids of their columns, in the order in which they came: a row has some ten, which are found
/// sooner one by one than by hash.
struct RowTexts: Sendable, Sequence, ExpressibleByDictionaryLiteral {
    private var entries: [(key: String, value: String)] = []

    init() {}
    init(dictionaryLiteral elements: (String, String)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// Room for so many.
    init(capacity: Int) { entries.reserveCapacity(capacity) }

    /// The ids.
    var keys: [String] { entries.map(\.key) }

    func makeIterator() -> IndexingIterator<[(key: String, value: String)]> { entries.makeIterator() }

    private func place(_ id: String) -> Int? { entries.firstIndex { $0.key == id } }

    /// The text of a column; `nil` where there is none.
    subscript(id: String) -> String? {
        get { place(id).map { entries[$0].value } }
        set {
            switch (place(id), newValue) {
            case (let place?, let text?): entries[place].value = text
            case (let place?, nil): entries.remove(at: place)
            case (nil, let text?): entries.append((id, text))
            case (nil, nil): break
            }
        }
    }

    /// Takes a text away.
    mutating func removeValue(forKey id: String) -> String? {
        defer { self[id] = nil }
        return self[id]
    }

    /// Adds a text of a column that has none yet.
    mutating func add(_ id: String, _ text: String) { entries.append((id, text)) }

    /// Takes others over; where a column has a text already, the answer goes.
    mutating func merge(
        _ others: some Sequence<(key: String, value: String)>, uniquingKeysWith answer: (String, String) -> String
    ) {
        for (id, text) in others { self[id] = self[id].map { answer($0, text) } ?? text }
    }

    /// The texts of some columns.
    func filter(_ isMeant: ((key: String, value: String)) -> Bool) -> RowTexts {
        var some = RowTexts()
        some.entries = entries.filter(isMeant)
        return some
    }

    /// As a dictionary.
    var dictionary: [String: String] { Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }) }
}
