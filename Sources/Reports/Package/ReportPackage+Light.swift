import Documents
import Inventories
import Tables

extension ReportPackage {
    /// Leaves what rules between packages ask: whose it is, its claims, projects and answers, firms and sources with their masses.
    mutating func lighten() {
        totals = []
        uncertainty = nil
        for place in parts.indices {
            parts[place].lighten()
            (parts[place].totals, parts[place].uncertainty) = ([], nil)
            parts[place].words = ReportWords()
        }
    }

    /// Leaves what a merge asks besides: totals and how sure they are, the names of codes, and where the rest is.
    mutating func lightenForMerging(_ document: PackageDocument, digest: String, _ limits: XMLLimits) {
        totals = []
        uncertainty = nil
        for place in parts.indices {
            let rest = PartRest(of: parts[place], number: place, in: document, digest: digest, limits: limits)
            parts[place].lighten()
            parts[place].rest = rest
        }
    }
}

extension ReportPart {
    fileprivate mutating func lighten() {
        (inputs, packs, outlets, factors, assumptions, bases) = ([], [], [], [], [], [])
        (findings, rejected, overrides) = ([], [], [])
        for place in kinds.indices { kinds[place].lighten() }
    }
}

extension ReportKind {
    fileprivate mutating func lighten() {
        let kept = [Column.id, Column.creditCode].compactMap { kind.schema.place(of: $0) }
        for place in cells.indices {
            if kept.contains(place) { cells[place]?.close() } else { cells[place] = nil }
        }
        defaults = [:]
        for line in lines.indices { (bases[line], removed[line], fugitive[line]) = ([], [], []) }
    }
}
