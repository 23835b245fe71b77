import Tables

/// The plan that the parts of a run are computed for 方案, with what is given for what it does not print: each part carries
/// the rows that the plan may mean.
public struct PartPlan: Hashable, Sendable {
    /// The plan's file.
    public let file: String
    /// What was given on the command line, such as `KZ-13.1.share=0.5`.
    public let inputs: [String]
    /// The file of answers; `nil` where there is none.
    public let answers: String?

    /// A plan's file with what is given for it.
    public init(file: String, inputs: [String], answers: String?) {
        (self.file, self.inputs, self.answers) = (file, inputs, answers)
    }

    /// The digest of the files as they are now, and of the inputs.
    func digest() throws(FileError) -> String {
        let files = [try PartIdentity.digest(ofFile: file), try answers.map(PartIdentity.digest(ofFile:)) ?? "–"]
        return SHA256.hexadecimal(of: Array((files + inputs.sorted()).joined(separator: "\n").utf8))
    }

    init(_ reader: inout PartReader) throws(PartDamage) {
        file = try reader.text()
        inputs = try reader.texts()
        answers = try reader.optionalText()
    }

    func write(to writer: inout PartWriter) {
        writer.text(file)
        writer.texts(inputs)
        writer.text(answers)
    }
}
