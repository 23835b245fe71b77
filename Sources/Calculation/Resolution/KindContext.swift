import Tables

/// What all cases of a kind are resolved with. A class: each case hands it on, and as a struct the library, columns and layout
/// would be counted up and down each time.
final class KindContext: Sendable {
    /// The run.
    let run: RunContext
    /// The columns of the kind's table.
    let schema: Schema
    /// Where a case keeps its words and numbers.
    let layout: CaseLayout
    /// Puts methods and stages together.
    let composer: FormulaComposer

    init(run: RunContext, schema: Schema, layout: CaseLayout, composer: FormulaComposer) {
        self.run = run
        self.schema = schema
        self.layout = layout
        self.composer = composer
    }
}
