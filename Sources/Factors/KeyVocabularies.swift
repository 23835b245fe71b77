/// Which vocabulary the words of a key column come from: that of the column's own name, unless `keys.csv` of the library
/// names another, for all folders or for one folder of tables (or one source kind in `classification.csv`).
struct KeyVocabularies: Sendable {
    private var names: [String: String] = [:]

    /// Says where the words of a column come from in a folder; in all folders that say nothing else where it is empty.
    mutating func add(_ vocabulary: String, column: String, folder: String) {
        names[folder + "/" + column] = vocabulary
    }

    /// The vocabulary of a column in a folder.
    func name(of column: String, in folder: String) -> String {
        names[folder + "/" + column] ?? names["/" + column] ?? column
    }
}
