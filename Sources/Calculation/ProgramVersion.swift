/// The version of program and library, as printed and as written in reports.
public enum ProgramVersion {
    /// The version.
    public static let text = "0.1.0"
}
