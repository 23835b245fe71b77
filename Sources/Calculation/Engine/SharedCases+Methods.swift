public import Factors

extension SharedCases {
    /// No cases yet, of inventories that have a library in common.
    public convenience init(library: FactorLibrary) {
        self.init(library: library) { KindMethods.folders(of: [$0]) }
    }
}
