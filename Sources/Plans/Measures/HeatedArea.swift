import Inventories
import Tables

/// The floor area of households: their own, else households × the area of one.
struct HeatedArea {
    private let each: Double?

    init(_ each: Double?) { self.each = each }

    /// The area of each row of a draft, m²; NaN where it is not known.
    func areas(of draft: Draft) -> [Double] {
        let (own, numbers) = (draft.own(Column.floorArea), draft.own(Column.households))
        return own.indices.map { own[$0].isNaN ? numbers[$0] * (each ?? .nan) : own[$0] }
    }

    /// The area of all rows that have households; what is not known stops the measure.
    func total(of drafts: [Draft], notes: inout Notes) -> Double? {
        var total = 0.0
        for draft in drafts {
            let (areas, numbers) = (areas(of: draft), draft.own(Column.households))
            for row in areas.indices where numbers[row] != 0 || !areas[row].isNaN {
                guard !areas[row].isNaN else {
                    notes.fail(
                        .areaNotKnown, at: draft.table.location(row: row, column: Column.floorArea), value: nil,
                        expected: Label(
                            "floor_area，或参数 area_per_household 加户数",
                            "floor_area, or the parameter area_per_household with households"))
                    return nil
                }
                total += areas[row]
            }
        }
        return total
    }
}

extension Finding.Message {
    static let areaNotKnown = Finding.Message(
        "area-not-known", "不知道取暖面积", "the heated floor area is not known")
}
