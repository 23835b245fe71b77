import Calculation

extension SchemaText {
    /// How sure tonnes are: the types of its elements.
    static let uncertainty = """
          <xs:simpleType name="origin">
            <xs:annotation><xs:documentation xml:lang="zh">区间的来源：published 文献区间，stated 清单给定，class:X 系数库等级，recalled:X 凭记忆录入、未与原文核对的等级</xs:documentation><xs:documentation xml:lang="en">where a range is known from: published by the document, stated by the inventory, class:X of the library, recalled:X a class that nobody compared with its text</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="published|stated|(class|recalled):[^\\s]{1,64}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="numbers"><xs:restriction><xs:simpleType><xs:list itemType="xs:double"/></xs:simpleType><xs:minLength value="1"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="ratios"><xs:restriction><xs:simpleType><xs:list><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[vf][1-9][0-9]{0,6}"/></xs:restriction></xs:simpleType></xs:list></xs:simpleType><xs:minLength value="1"/><xs:maxLength value="64"/></xs:restriction></xs:simpleType>

        """ + type(UncertaintyRecord.Unknown.record) + type(StatedVariable.record) + type(StatedFormula.record)
        + type(StatedSum.record) + type(ReportUncertainty.record, "uncertainty_of_totals")
        + type(StatedUncertainty.record, "uncertainty_of_part")
        + type(ScenarioUncertainty.record, "uncertainty_of_scenario")

    /// The type of a record's element, named like it.
    private static func type<Record>(_ record: PackageRecord<Record>, _ name: String? = nil) -> String {
        SchemaElement.lines(of: record.content, named: name ?? record.name, record.meaning, indent: 2)
    }
}
