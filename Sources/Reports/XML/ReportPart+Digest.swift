import Documents
import Tables

extension ReportPart {
    /// SHA-256 of the part as XML: the same wherever the part travels.
    public var digest: String {
        if let rest { return rest.digest }
        let writer = XMLWriter(indent: 1)
        PackageWriter(xml: writer).part(self)
        return (try? writer.finish()).map { SHA256.hexadecimal(of: $0) } ?? ""
    }
}
