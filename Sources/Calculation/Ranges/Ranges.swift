public import Factors
public import Inventories
import Quantities
import Tables
import Uncertainty

/// How sure each number of a run is: by its document, by what the inventory states, by a class of the library. What none
/// of them tells has no range, and none is invented.
public struct Ranges: Sendable {
    private let stated: StatedRanges
    /// By what it is of and its name a class of the library.
    private let classes: [String: Factor]
    /// By document what its bounds are.
    private let bounds: [String: FactorRange.Bounds]
    /// The kinds of whose tables one has a column that tells how sure each row is.
    let ofRows: Set<String>
    /// By datum the group that it errs with.
    private let groupOf: [String: String]

    /// The ranges of a library and an inventory; `ofRows` names the kinds whose tables have columns of how sure rows are.
    public init(library: FactorLibrary, manifest: InventoryManifest, ofRows: Set<String> = []) {
        self.ofRows = ofRows
        groupOf = manifest.ranges.groupOf
        stated = manifest.ranges
        let rows = library.table(StatedRanges.table)?.factors ?? []
        classes = Dictionary(
            rows.map { ($0.texts.joined(separator: " "), $0) }, uniquingKeysWith: { _, later in later })
        bounds = Dictionary(
            (library.notes["uncertainty/bounds"] ?? []).compactMap { row in
                FactorRange.Bounds(rawValue: row["bounds"] ?? "").map { (row["document"] ?? "", $0) }
            }, uniquingKeysWith: { _, later in later })
    }

    /// Rules and limits are what they are: nothing is uncertain about a convention.
    private static let exactFolders = ["rules/", "limits/", "uncertainty/"]

    /// What names the draws of a datum: the group that errs alike with it, else its own name.
    func name(of datum: String, else own: String) -> String { groupOf[datum] ?? own }

    /// Whether a name is that of a group.
    func isGroup(_ name: String) -> Bool { stated.groups[name] != nil }

    /// How sure a factor is; `nil` where nobody tells.
    public func spread(of factor: Factor) -> Spread? {
        let exact = Spread(distribution: .exact(1), divisor: 1, origin: .published)
        guard !Ranges.exactFolders.contains(where: factor.table.hasPrefix), factor.value > 0 else { return exact }
        // A share of a whole, such as a removal: no draw of it may leave 0 … 1. Kilograms a tonne are none.
        let one = factor.unit.conversion(to: .one)?.applied(to: 1) ?? 0
        let isShare = (one == 1 || one == 0.01) && factor.value * one < 1
        let unit = isShare ? one : 1
        if let text = stated.factors[factor.id] ?? stated.factors[factor.table] {
            return spread(text, "factor", factor.value * unit, isShare)
        }
        if let low = factor.low, let high = factor.high, high > low {
            return Spread(
                distribution: published(
                    factor, value: factor.value * unit, low: low * unit, high: high * unit, isShare: isShare),
                divisor: factor.value * unit, origin: .published)
        }
        if !factor.range.rating.isEmpty { return spread(factor.range.rating, "factor", factor.value * unit, isShare) }
        // The class of a family is that of its emission factors; corrections and parameters are others' numbers.
        guard factor.basis != nil else { return nil }
        return stated.factors[factor.set].flatMap { spread($0, "factor", factor.value * unit, isShare) }
    }

    private func published(
        _ factor: Factor, value: Double, low: Double, high: Double, isShare: Bool
    ) -> Distribution {
        let kind = factor.range.bounds ?? bounds[factor.reference.source] ?? .interval
        let wide = StandardNormal.coverage(0.95)
        let deviation = kind == .deviation ? (high - low) / 2 : (high - low) / (2 * wide)
        switch (factor.range.shape, kind) {
        case (.uniform, _): return .uniform(low: low, high: high)
        case (.triangular, _), (nil, .extremes):
            return .triangular(low: low, peak: min(max(value, low), high), high: high)
        case (.normal, _): return .positiveNormal(mean: value, deviation: deviation)
        case (.lognormal, .deviation): return .logNormal(mean: value, deviation: deviation)
        case (.lognormal, _):
            return low > 0 ? .logNormal(low: low, high: high) : .logNormal(mean: value, deviation: deviation)
        case (nil, _) where isShare: return .share(mean: value, deviation: deviation)
        case (nil, .deviation):
            return deviation > 0.3 * value
                ? .logNormal(mean: value, deviation: deviation) : .positiveNormal(mean: value, deviation: deviation)
        case (nil, .interval): return .interval(value, low: low, high: high)
        }
    }

    /// How sure a row's own number in a column is, and whether all rows err alike; `nil` where nobody tells.
    func spread(ofColumn column: String, table: String) -> (spread: Spread, isShared: Bool)? {
        guard let own = stated.columns[table + "." + column] ?? stated.columns[table] else { return nil }
        return spread(own.text, "activity", 1, false).map { ($0, own.isShared) }
    }

    /// How sure a row's number is where the row says it, for a half-width that is the whole number.
    static let whole = spread(ofRow: 1)

    /// How sure a row's number is by the half-width that the row says, as a share of the number.
    static func spread(ofRow half: Double) -> Spread {
        Spread(
            distribution: .normal(mean: 1, deviation: half / StandardNormal.coverage(0.95)), divisor: 1, origin: .stated
        )
    }

    /// How sure a value is that a default filled in; `nil` where nobody tells.
    var ofDefaults: Spread? { stated.defaults.flatMap { spread($0, "activity", 1, false) } }

    /// What a kind of evidence leaves unsure; `nil` where the library has no such class.
    func spread(ofEvidence name: String) -> Spread? { spread(name, "activity", 1, false) }

    /// The spread of a class, or of a half-width in percent, around a value.
    private func spread(_ text: String, _ kind: String, _ value: Double, _ isShare: Bool) -> Spread? {
        let row = classes[kind + " " + text]
        let origin: Spread.Origin =
            row.map { .rated(text, isRecalled: $0.reference.confidence == .recalled) } ?? .stated
        if let row, row.unit.conversion(to: .one) != nil, row.unit.symbol != "%" {
            // So many times to either side; the stated number stays the mean.
            let scale = Elementary.log(row.value) / StandardNormal.coverage(0.95)
            return Spread(
                distribution: .logNormal(location: -scale * scale / 2, scale: scale), divisor: 1, origin: origin)
        }
        guard let width = row?.value ?? StatedRanges.halfWidth(text) else { return nil }
        let deviation = width / 100 / StandardNormal.coverage(0.95)
        if isShare {
            return Spread(
                distribution: .share(mean: value, deviation: value * deviation), divisor: value, origin: origin)
        }
        return Spread(
            distribution: width <= 30
                ? .positiveNormal(mean: 1, deviation: deviation) : .logNormal(mean: 1, deviation: deviation),
            divisor: 1, origin: origin)
    }
}
