import Quantities
import Tables

/// Where the columns stand that every factor table has.
struct FactorPlaces {
    let id, value, unit, low, high, basis, set, source, place, confidence, role, from, to, note: Int?

    init(_ places: [String: Int]) {
        (id, value, unit, low, high) = (places["id"], places["value"], places["unit"], places["low"], places["high"])
        (basis, set, source, place) = (places["basis"], places["set"], places["source"], places["place"])
        (confidence, role, note) = (places["confidence"], places["role"], places["note"])
        (from, to) = (places["from_year"], places["to_year"])
    }
}

/// What the cells of a table that were read already say: texts repeat from row to row.
struct FactorCells {
    let places: FactorPlaces
    /// Where each key column stands; `nil` where this file lacks it.
    let keyPlaces: [Int?]
    /// By key column.
    var patterns: [[String: KeyPattern]]
    var units: [String: Unit] = [:]

    init(_ header: [String: Int], keyColumns: [String]) {
        places = FactorPlaces(header)
        keyPlaces = keyColumns.map { header[$0] }
        patterns = keyColumns.map { _ in [:] }
    }
}
