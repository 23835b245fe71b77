public import Quantities

/// What is generated, removed and emitted 产生量、去除量、排放量, and how it is released 有组织、无组织: whole micrograms that
/// add up exactly.
///
/// `generated` − `removed` = `emitted` − `unbalanced`, and `stack` + `fugitive` + `unassigned` = `emitted`.
public struct Balance: Sendable, Hashable {
    /// What leaves to the air.
    public private(set) var emitted = Mass.zero
    /// What arises before control, of the sources where it is known.
    public private(set) var generated = Mass.zero
    /// What devices and caps took away, of the sources where it is known; never negative.
    public private(set) var removed = Mass.zero
    /// What is emitted by sources of which nobody knows what they generate.
    public private(set) var unbalanced = Mass.zero
    /// What leaves through stacks.
    public private(set) var stack = Mass.zero
    /// What leaves in the open.
    public private(set) var fugitive = Mass.zero
    /// What is not told apart: mobile and area sources, and those whose capture is not known.
    public private(set) var unassigned = Mass.zero
    /// Whether some source's generation is not known.
    public private(set) var hasUnknownGeneration = false

    /// Nothing.
    public init() {}

    /// The balance of a total, as a package states it; `unbalanced` where some source's generation is not known.
    package init(
        emitted: Mass, generated: Mass, removed: Mass, unbalanced: Mass?, stack: Mass, fugitive: Mass, unassigned: Mass
    ) {
        self.emitted = emitted
        self.generated = generated
        self.removed = removed
        self.unbalanced = unbalanced ?? .zero
        self.stack = stack
        self.fugitive = fugitive
        self.unassigned = unassigned
        hasUnknownGeneration = unbalanced != nil
    }

    /// The balance of one line, or of several that are known and released alike.
    package init(emitted: Mass, generated: Mass?, fugitive open: Mass?, release: Release) {
        self.emitted = emitted
        if let generated {
            self.generated = generated
            removed = generated - emitted
        } else {
            unbalanced = emitted
            hasUnknownGeneration = true
        }
        switch release {
        case .stack: stack = emitted
        case .fugitive: fugitive = emitted
        case .unassigned: unassigned = emitted
        case .captured:
            fugitive = min(open ?? .zero, emitted)
            stack = emitted - fugitive
        }
    }

    /// Adds another balance.
    public static func += (a: inout Balance, b: Balance) {
        a.emitted += b.emitted
        a.generated += b.generated
        a.removed += b.removed
        a.unbalanced += b.unbalanced
        a.stack += b.stack
        a.fugitive += b.fugitive
        a.unassigned += b.unassigned
        a.hasUnknownGeneration = a.hasUnknownGeneration || b.hasUnknownGeneration
    }
}
