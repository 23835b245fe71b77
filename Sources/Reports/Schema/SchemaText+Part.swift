extension SchemaText {
    /// The type of a part.
    static let part = SchemaElement.lines(
        of: ReportPart.record.content, named: "part", ReportPart.record.meaning, indent: 2)

    static let sourcesHead = """
          <xs:complexType name="sources">
            <xs:sequence>

        """

    static let sourcesTail = """
            </xs:sequence>
          </xs:complexType>

        """
}
