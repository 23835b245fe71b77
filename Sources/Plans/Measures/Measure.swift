public import Inventories
public import Tables

/// A reduction measure 减排措施: which sources, what is done, when, and for which clauses.
public struct Measure: Sendable {
    /// The unique id.
    public let id: String
    /// The clauses it carries out.
    public let clauses: [String]
    /// The name for people.
    public let title: Label
    /// What is done.
    public let action: ActionName
    /// The source kind it changes.
    public let kind: SourceKind
    /// The sources it is meant for.
    public internal(set) var selector: Selector
    /// The parameters as written.
    public internal(set) var parameters: Parameters
    /// When it is done.
    public internal(set) var timing: Timing
    /// What it costs; `nil` where nobody said.
    public internal(set) var cost: MeasureCost?
    /// Whether a choice may leave it out.
    public internal(set) var freedom: Freedom
    /// The measure as written.
    var written: YAMLValue
    /// Where it stands.
    public let location: Location
    /// Where its cost is from, or what it lacks, where the plan gives none and the library was asked.
    public internal(set) var costOrigin: CostOrigin?

    /// The parameters that the plan does not print and nobody has set, with those of the timing.
    public var waitingFor: [String] { parameters.unknown + selector.open.map { "where." + $0 } + timing.unknown }

    /// The place in the order of physics within one source: the smaller comes first.
    var rank: Int { action.type.rank(parameters) }
}

/// The parameters of an action as written, some of them still unknown.
public struct Parameters: Sendable {
    /// The values by name, in the file's order.
    public internal(set) var values: [(name: String, value: YAMLValue)]
    /// Where they stand.
    let location: Location

    /// The value of a name, or `nil`.
    subscript(name: String) -> YAMLValue? { values.first { $0.name == name }?.value }
    /// The keys of a map, such as the columns under `to`.
    func keys(of name: String) -> Set<String> { Set((self[name]?.entries ?? []).compactMap(\.key.text)) }
    func has(_ name: String) -> Bool { values.contains { $0.name == name } }

    /// The names whose value is `?`; of a map the key within it stands after a dot.
    public var unknown: [String] {
        values.flatMap { name, value -> [String] in
            if value.text == "?" { return [name] }
            return value.entries.compactMap { $0.value.text == "?" ? name + "." + ($0.key.text ?? "") : nil }
        }
    }

    /// Replaces a value, or one key of a map (`to.fuel`); `default` takes the parameter away. Whether the name exists.
    mutating func set(_ name: String, to value: YAMLValue) -> Bool {
        if let place = values.firstIndex(where: { $0.name == name }) {
            if value.text == "default" { values.remove(at: place) } else { values[place].value = value }
            return true
        }
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        guard parts.count == 2, let place = values.firstIndex(where: { $0.name == parts[0] }),
            let changed = values[place].value.replacing(parts[1], by: value)
        else { return false }
        values[place].value = changed
        return true
    }
}

extension YAMLValue {
    /// The map with one key's value replaced, or `nil` where it has no such key.
    func replacing(_ key: String, by value: YAMLValue) -> YAMLValue? {
        guard entries.contains(where: { $0.key.text == key }) else { return nil }
        let kept = value.text == "default" ? entries.filter { $0.key.text != key } : entries
        return YAMLValue(
            content: .map(kept.map { ($0.key, $0.key.text == key ? value : $0.value) }), location: location)
    }
}
