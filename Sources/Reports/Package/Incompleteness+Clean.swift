import Calculation
import Tables

extension Incompleteness {
    /// The same without characters that XML knows no place for.
    var clean: Incompleteness { Incompleteness(pollutant: pollutant, classes: classes.clean, rows: rows) }

    /// Entries as a package holds them: one a pollutant, by name, and what they lack by the name of the part.
    static func inOrder(_ entries: [Incompleteness]) -> [Incompleteness] {
        IncompleteTotals(entries, adding: true).entries.sorted { $0.pollutant < $1.pollutant }.map { entry in
            Incompleteness(
                pollutant: entry.pollutant, classes: entry.classes, rows: entry.rows.sorted { $0.part < $1.part })
        }
    }
}
