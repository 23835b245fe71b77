import Lantian

extension IncompleteTotals {
    /// The cell of the column, in the language of the run.
    func cells(_ pollutant: String?) -> [String] { cells(pollutant, in: chosenLanguage()) }

    /// The lines below a table, in the language of the run.
    var lines: [String] { lines(in: chosenLanguage()) }

    /// A text for people with the lines below it.
    func below(_ text: String) -> String { ([text] + lines).joined(separator: "\n") }
}
