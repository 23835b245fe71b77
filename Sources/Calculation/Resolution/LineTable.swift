import Quantities
import Tables

/// What one line of results is computed with: for each group of cases that resolve alike its program, and the numbers
/// that its rows share.
struct LineTable: Sendable {
    /// Rows that run the same program over the same columns.
    struct Plan: Sendable {
        let formula: Formula
        var program: Program { formula.program }
        var scale: Ratio { formula.scale }
        /// For each input the place of its column, or −1 where the group supplies it.
        let columns: [Int]
        /// For each input the number that all groups supply, or `nil` where they differ.
        fileprivate(set) var shared: [Double?]
        /// The plan of what is emitted, which these numbers never fall below; `nil` where none is asked.
        let floor: Int?
        /// Whether something is emitted where the source stands: what is not is no part or whole of anything.
        let emits: Bool
    }

    private(set) var plans: [Plan] = []
    /// The plan of each group, from 1; 0 where the group has no number.
    private(set) var planOf: [UInt16] = []
    /// `slots` numbers a group.
    private(set) var parameters: [Double] = []
    let slots: Int
    /// Whether its masses may be below zero: parts of a formula, not what is emitted.
    let isSigned: Bool

    init(slots: Int, isSigned: Bool = false) { (self.slots, self.isSigned) = (slots, isSigned) }

    /// Adds the next group; `floor` is the plan of what is emitted where the numbers must not fall below it.
    mutating func append(_ supplied: Supplied?, floor: Int? = nil, emits: Bool = true) {
        let start = parameters.count
        for _ in 0..<slots { parameters.append(0) }
        guard let supplied else { return planOf.append(0) }
        let supplies = supplied.supplies
        for (slot, supply) in supplies.enumerated() {
            if case .value(let value) = supply { parameters[start + slot] = value }
        }
        let known = plans.firstIndex { plan in
            plan.floor == floor && plan.emits == emits && plan.formula.isSame(as: supplied.formula)
                && plan.columns.count == supplies.count
                && supplies.indices.allSatisfy { plan.columns[$0] == supplies[$0].place }
        }
        if let known {
            for slot in supplies.indices
            where plans[known].shared[slot].map({ $0.bitPattern != parameters[start + slot].bitPattern }) ?? false {
                plans[known].shared[slot] = nil
            }
        } else {
            plans.append(
                Plan(
                    formula: supplied.formula, columns: supplies.map(\.place),
                    shared: supplies.indices.map { parameters[start + $0] }, floor: floor, emits: emits))
        }
        planOf.append(UInt16(known ?? plans.count - 1) + 1)
    }

    /// The lines of which each group has the same plan, together; those that nothing is computed for are left out.
    static func alike(_ tables: [LineTable]) -> [[Int]] {
        var parts: [[Int]] = []
        for line in tables.indices where !tables[line].plans.isEmpty {
            if let part = parts.firstIndex(where: { tables[$0[0]].planOf == tables[line].planOf }) {
                parts[part].append(line)
            } else {
                parts.append([line])
            }
        }
        return parts
    }
}

extension Supply {
    /// The place of its column, or −1 where the group supplies it.
    fileprivate var place: Int { if case .column(let place) = self { place } else { -1 } }
}
