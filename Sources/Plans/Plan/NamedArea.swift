import Inventories
import Quantities
public import Tables

/// An area that a plan names 划定区域, with the counties that it prints: a key area, seats of government, a no-burn zone. Tables say
/// of a source whether it lies in it by a column such as `key_region`.
///
/// ```yaml
/// - {id: CJ-03.a, clauses: [CJ-03], column: key_region, value: yes, others: no, regions: [652301, 652302]}
/// ```
public struct NamedArea: Sendable {
    /// The unique id.
    public let id: String
    /// The clauses it stands in.
    public let clauses: [String]
    /// The column that tells of it.
    public let column: String
    /// What the column says of sources in it.
    public let value: String
    /// What it says of all others; `nil` where the plan does not print where the area ends.
    public let others: String?
    /// The regions in it.
    public let regions: [String]
    /// Where it stands.
    public let location: Location

    /// Reads `{id, clauses, column, value, others, regions}`.
    static func read(
        _ yaml: YAMLValue, clauses: [String], vocabularies: Vocabularies, findings: inout Findings
    ) -> NamedArea? {
        yaml.expectKeys(["id", "clauses", "column", "value", "others", "regions"], findings: &findings)
        for key in ["id", "clauses", "column", "value", "regions"] where yaml[key] == nil {
            findings.add(Finding(.error, .keyMissing(key), at: yaml.location))
            return nil
        }
        let reader = PlanReader(vocabularies: vocabularies)
        let own = reader.clauseIds(yaml, known: clauses, findings: &findings)
        let id = yaml["column"]?.text ?? ""
        guard let column = SourceKind.all.lazy.compactMap({ $0.schema.column(id) }).first,
            let name = column.vocabulary
        else {
            let known = SourceKind.all.flatMap { $0.schema.columns }.filter { $0.vocabulary != nil }.map(\.id)
            findings.add(
                Finding(
                    .error, .unknownPlanColumn, at: yaml["column"]?.location ?? yaml.location, value: id,
                    nearest: Spelling.nearest(to: id, in: Array(Set(known)).sorted())))
            return nil
        }
        var words: [String] = []
        for key in ["value", "others"] {
            guard let given = yaml[key] else { continue }
            guard let code = vocabularies[name].code(of: given.text ?? "") else {
                findings.add(
                    Finding(
                        .error, .unknownPlanWord, at: given.location, value: given.text,
                        nearest: vocabularies[name].nearest(to: given.text ?? "")))
                return nil
            }
            words.append(vocabularies[name].text(code))
        }
        let counties = vocabularies["county_code"]
        for region in yaml["regions"]?.items ?? [] where counties.places(within: region.text ?? "").isEmpty {
            findings.add(
                Finding(
                    .error, .unknownPlanRegion, at: region.location, value: region.text,
                    nearest: counties.nearest(to: region.text ?? "")))
        }
        return NamedArea(
            id: yaml["id"]?.text ?? "", clauses: own, column: id, value: words[0],
            others: words.count > 1 ? words[1] : nil,
            regions: (yaml["regions"]?.items ?? []).compactMap(\.text), location: yaml.location)
    }

    /// The defaults that say of an inventory's sources, table by table, whether they lie in the area.
    func defaults(
        in region: String, kinds: [SourceKind], reason: Label, _ vocabularies: Vocabularies
    ) -> [InventoryManifest.Default] {
        let counties = vocabularies["county_code"]
        let (inside, own) = (Set(regions.flatMap { counties.places(within: $0) }), counties.places(within: region))
        guard let whole = counties.code(exactly: region) else { return [] }
        func stated(_ value: String, _ county: UInt16?) -> [InventoryManifest.Default] {
            kinds.filter { $0.schema.column(column) != nil }.map {
                InventoryManifest.Default(
                    table: $0.name, column: column, value: value,
                    when: county.map { [Column.countyCode: counties.text($0)] } ?? [:], reason: reason)
            }
        }
        // An inventory within the area, or apart from it, has one answer for all rows.
        if inside.contains(whole) { return stated(value, nil) }
        let listed = own.filter { place in regions.contains(counties.text(place)) }
        if listed.isEmpty { return others.map { stated($0, nil) } ?? [] }
        var defaults = listed.flatMap { stated(value, $0) }
        guard let others else { return defaults }
        // The smallest places alone: one that holds a listed place is neither in nor out.
        let parents = Set(own.flatMap { counties.lineage(of: $0).dropFirst() })
        for place in own where !inside.contains(place) && !parents.contains(place) {
            defaults += stated(others, place)
        }
        return defaults
    }
}
