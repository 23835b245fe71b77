import Calculation
import Inventories
import Quantities
import Tables

/// How much of the selected sources a measure takes.
enum Portion: Sendable {
    /// A share of each.
    case share(Double)
    /// So many, spread over the selected rows in proportion to what they hold.
    case count(Double)
    /// So many in each region.
    case counts([(region: String, codes: Set<UInt16>, count: Double)])
    /// So much heated floor area in each region, m²; everywhere where no codes stand. Of rows without an area of their own,
    /// households × the area of one.
    case areas([(region: String, codes: Set<UInt16>?, area: Double)], each: Double?)

    static let all = Portion.share(1)

    /// The columns of a kind that tell how much there is of a row.
    static func columns(of kind: SourceKind) -> Set<String> {
        let sizes = [kind.schema.column(.count)?.id, kind.schema.column(Column.floorArea)?.id].compactMap { $0 }
        return Set(sizes).union([Column.countyCode])
    }

    /// Whether what is taken of a row depends on that row alone.
    var isLocal: Bool { if case .share = self { true } else { false } }
}

/// What a measure takes of each row: its share, and where it was given by count, the exact number.
struct Taken {
    var share: [Double]
    var count: [Double]?
}

extension Portion {
    /// The share of each row of each draft. More asked for than there is, is an error that names row and count.
    func taken(of drafts: [Draft], in surroundings: Surroundings, notes: inout Notes) -> [Taken]? {
        let kind = surroundings.kind
        switch self {
        case .share(let share): return drafts.map { Taken(share: Array(repeating: share, count: $0.count), count: nil) }
        case .count(let wanted):
            return allocate([("", nil, wanted)], drafts, kind, &notes)
        case .counts(let parts):
            return allocate(
                there(parts.map { ($0.region, $0.codes, $0.count) }, surroundings, &notes), drafts, kind, &notes)
        case .areas(let parts, let each):
            let heated = HeatedArea(each)
            guard heated.total(of: drafts, notes: &notes) != nil else { return nil }
            let held = drafts.map { heated.areas(of: $0).map { $0.isNaN ? 0 : $0 } }
            return allocate(
                there(parts.map { ($0.region, $0.codes, $0.area) }, surroundings, &notes), drafts,
                column: Column.floorArea,
                held: held, &notes
            )?.map { Taken(share: $0.share, count: nil) }
        }
    }

    /// The amounts of regions that the inventory has: one county's inventory takes its own part of a prefecture's plan.
    private func there(
        _ parts: [(region: String, codes: Set<UInt16>?, count: Double)], _ surroundings: Surroundings,
        _ notes: inout Notes
    ) -> [(region: String, codes: Set<UInt16>?, count: Double)] {
        guard let present = surroundings.present else { return parts }
        return parts.filter { part in
            guard let codes = part.codes, codes.isDisjoint(with: present) else { return true }
            if part.count > 0 {
                let amount = Portion.text(part.count)
                notes.add(
                    Label(
                        "\(part.region) 的 \(amount) 不在本清单的区域内，未计",
                        "\(amount) of \(part.region) lie outside this inventory: not counted"))
            }
            return false
        }
    }

    private func allocate(
        _ wishes: [(region: String, codes: Set<UInt16>?, count: Double)], _ drafts: [Draft], _ kind: SourceKind,
        _ notes: inout Notes
    ) -> [Taken]? {
        guard let column = kind.schema.column(.count)?.id else {
            notes.fail(.notCounted(kind.name), at: nil, value: nil)
            return nil
        }
        let held = drafts.map { draft in
            draft.own(column).map { $0.isNaN ? (kind.schema.isOfSingleSources ? 1 : 0) : $0 }
        }
        return allocate(wishes, drafts, column: column, held: held, &notes)
    }

    /// Spreads amounts over rows in proportion to what each holds.
    private func allocate(
        _ wishes: [(region: String, codes: Set<UInt16>?, count: Double)], _ drafts: [Draft], column: String,
        held: [[Double]], _ notes: inout Notes
    ) -> [Taken]? {
        var taken = drafts.map {
            Taken(share: Array(repeating: 0, count: $0.count), count: Array(repeating: 0, count: $0.count))
        }
        var isSound = true
        for wish in wishes {
            var members: [(draft: Int, row: Int)] = []
            for (d, draft) in drafts.enumerated() {
                let places = draft.codes(Column.countyCode)
                for row in 0..<draft.count where wish.codes?.contains(places[row]) ?? true { members.append((d, row)) }
            }
            let total = members.reduce(0) { $0 + held[$1.draft][$1.row] }
            guard total >= wish.count else {
                let first = members.first.map { drafts[$0.draft].table.location(row: $0.row, column: column) }
                notes.fail(
                    .moreThanExist(wish.region), at: first, value: Portion.text(wish.count),
                    expected: Label("至多 \(Portion.text(total))", "at most \(Portion.text(total))"), isOfAllRows: true)
                isSound = false
                continue
            }
            for (member, count) in zip(
                members, Portion.spread(wish.count, over: members.map { held[$0.draft][$0.row] }))
            {
                let own = held[member.draft][member.row]
                taken[member.draft].count?[member.row] = count
                taken[member.draft].share[member.row] = own > 0 ? count / own : 0
            }
        }
        return isSound ? taken : nil
    }

    /// A number spread in proportion to sizes, whole numbers staying whole: largest remainders first, then order.
    static func spread(_ count: Double, over sizes: [Double]) -> [Double] {
        let total = sizes.reduce(0, +)
        guard total > 0 else { return sizes.map { _ in 0 } }
        if count == total { return sizes }
        let exact = sizes.map { count * $0 / total }
        guard count == count.rounded(), sizes.allSatisfy({ $0 == $0.rounded() }) else { return exact }
        var whole = exact.map { $0.rounded(.down) }
        let left = Int(count - whole.reduce(0, +))
        let order = exact.indices.sorted { (exact[$1] - whole[$1], $0) < (exact[$0] - whole[$0], $1) }
        for i in order.prefix(left) { whole[i] += 1 }
        return whole
    }

    static func text(_ value: Double) -> String { DecimalText.shortest(value) }
}
