import Inventories
import Tables

/// The parts of the schema that do not depend on the source kinds.
enum SchemaText {
    static let head = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- Generated from the column dictionary of the source kinds; see the annotations for what each part means. -->
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:r="urn:lantian:report:1"
          targetNamespace="urn:lantian:report:1" elementFormDefault="qualified" attributeFormDefault="unqualified"
          version="1.1" xml:lang="en">
          <xs:annotation>
            <xs:documentation xml:lang="zh">大气污染物排放清单与减排量上报包，第 1.1 版（1.0 版没有产生量、去除量和排放去向，仍可读取）。所有排放量单位为吨，精确到 0.000000000001 吨（1 微克）。一个 part 是一个地区一年的清单；合并后的包逐个保留各地区的 part。</xs:documentation>
            <xs:documentation xml:lang="en">Report package of emission inventories and reductions, version 1.1 (1.0, without what is generated, removed and how it is released, is still read). All emissions are in tonnes, exact to 0.000000000001 t (one microgram). A part is the inventory of one region and year; a merged package keeps the part of each region.</xs:documentation>
          </xs:annotation>

        """

    static let types = """
          <xs:simpleType name="text"><xs:restriction base="xs:string"><xs:maxLength value="32767"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="identifier">
            <xs:annotation><xs:documentation xml:lang="zh">编号，不得为空</xs:documentation><xs:documentation xml:lang="en">an identifier, not empty</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="4096"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="code">
            <xs:annotation><xs:documentation xml:lang="zh">词表中的代码</xs:documentation><xs:documentation xml:lang="en">the code of a word of a vocabulary</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="[^\\s]{1,128}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="region">
            <xs:annotation><xs:documentation xml:lang="zh">行政区划代码（GB/T 2260，六位）</xs:documentation><xs:documentation xml:lang="en">region code of GB/T 2260, six digits</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="[1-9][0-9]{5}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="year">
            <xs:annotation><xs:documentation xml:lang="zh">年份</xs:documentation><xs:documentation xml:lang="en">a year</xs:documentation></xs:annotation>
            <xs:restriction base="xs:integer"><xs:pattern value="[0-9]{4}"/><xs:minInclusive value="1990"/><xs:maxInclusive value="2100"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="digest">
            <xs:annotation><xs:documentation xml:lang="zh">SHA-256，64 位十六进制数</xs:documentation><xs:documentation xml:lang="en">SHA-256 in 64 hexadecimal digits</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="[0-9a-f]{64}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="date">
            <xs:annotation><xs:documentation xml:lang="zh">年、年月或年月日</xs:documentation><xs:documentation xml:lang="en">a year, month or day</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="number">
            <xs:annotation><xs:documentation xml:lang="zh">任何双精度数，写成十进制</xs:documentation><xs:documentation xml:lang="en">any double, written as a plain decimal</xs:documentation></xs:annotation>
            <xs:restriction base="xs:double"><xs:pattern value="[+\\-]?([0-9]+([.][0-9]*)?|[.][0-9]+)"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="fraction">
            <xs:annotation><xs:documentation xml:lang="zh">比例，0 至 1</xs:documentation><xs:documentation xml:lang="en">a share, 0 to 1</xs:documentation></xs:annotation>
            <xs:restriction base="r:number"><xs:minInclusive value="0"/><xs:maxInclusive value="1"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="flag"><xs:restriction base="xs:string"><xs:enumeration value="yes"/><xs:enumeration value="no"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="boolean"><xs:restriction base="xs:string"><xs:enumeration value="true"/><xs:enumeration value="false"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="source_mass">
            <xs:annotation><xs:documentation xml:lang="zh">单个排放源的排放量，吨</xs:documentation><xs:documentation xml:lang="en">the emission of one source, t</xs:documentation></xs:annotation>
            <xs:restriction base="xs:decimal"><xs:fractionDigits value="12"/><xs:minInclusive value="0"/><xs:maxInclusive value="9223372.036854775807"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="mass">
            <xs:annotation><xs:documentation xml:lang="zh">排放量合计，吨</xs:documentation><xs:documentation xml:lang="en">a sum of emissions, t</xs:documentation></xs:annotation>
            <xs:restriction base="xs:decimal"><xs:fractionDigits value="12"/><xs:minInclusive value="0"/><xs:maxInclusive value="99999999999"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="difference">
            <xs:annotation><xs:documentation xml:lang="zh">排放量之差，吨，可为负</xs:documentation><xs:documentation xml:lang="en">a difference of emissions, t, may be negative</xs:documentation></xs:annotation>
            <xs:restriction base="xs:decimal"><xs:fractionDigits value="12"/><xs:minInclusive value="-99999999999"/><xs:maxInclusive value="99999999999"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="months"><xs:restriction><xs:simpleType><xs:list itemType="r:number"/></xs:simpleType><xs:length value="12"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="columns"><xs:restriction><xs:simpleType><xs:list itemType="xs:NMTOKEN"/></xs:simpleType><xs:minLength value="1"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="marks">
            <xs:restriction><xs:simpleType><xs:list><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[a-z0-9_]+:([1-9]|1[0-5])"/></xs:restriction></xs:simpleType></xs:list></xs:simpleType><xs:minLength value="1"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="table">
            <xs:annotation><xs:documentation xml:lang="zh">源类</xs:documentation><xs:documentation xml:lang="en">a source kind</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string">
              \(SourceKind.ID.allCases.map { "<xs:enumeration value=\"\($0.rawValue)\"/>" }.joined())
            </xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="state">
            <xs:annotation>
              <xs:documentation xml:lang="zh">computed 已核算；assumed 含缺省假设；missing 信息缺失；not_applicable 不涉及；invalid 数据无效</xs:documentation>
              <xs:documentation xml:lang="en">the state of a result: missing is not zero</xs:documentation>
            </xs:annotation>
            <xs:restriction base="xs:string"><xs:enumeration value="computed"/><xs:enumeration value="assumed"/><xs:enumeration value="missing"/><xs:enumeration value="not_applicable"/><xs:enumeration value="invalid"/></xs:restriction>
          </xs:simpleType>
          <xs:complexType name="label"><xs:attribute name="zh" type="r:text" use="required"/><xs:attribute name="en" type="r:text" use="required"/></xs:complexType>
          <xs:complexType name="mass_of"><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="t" type="r:mass" use="required"/></xs:complexType>
        \(SchemaElement.lines(
            of: StatedTotal.content, named: "totals",
            Label("合计：无 county 为全部县，无 sector 为全部部门", "totals: without county over all counties, without sector over all sectors"),
            indent: 2))\
          <xs:attributeGroup name="source">
            <xs:attribute name="n" type="xs:positiveInteger" use="required"/><xs:attribute name="sector" type="r:code" use="required"/>
            <xs:attribute name="cells_not_reported" type="r:columns"/><xs:attribute name="cells_not_applicable" type="r:columns"/><xs:attribute name="cells_defaulted" type="r:marks"/>
          </xs:attributeGroup>
          <xs:complexType name="emission">
            <xs:annotation><xs:documentation xml:lang="zh">一个过程一种污染物的排放量；信息缺失或不涉及的没有 t。产生量 = t + removed（无 removed 即未去除，basis 注明产生量未知的除外）；部分收集的，无组织 = fugitive，有组织 = t − fugitive</xs:documentation><xs:documentation xml:lang="en">the emission of one pollutant by one process; without t where it is missing or not applicable. Generated = t + removed (no removed: nothing is removed), unless the basis says unknown; of what is captured in part, fugitive leaves in the open and t − fugitive through a stack</xs:documentation></xs:annotation>
            <xs:attribute name="process" type="r:code" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="basis" type="xs:NCName" use="required"/><xs:attribute name="t" type="r:source_mass"/><xs:attribute name="removed" type="r:source_mass"/><xs:attribute name="fugitive" type="r:source_mass"/>
          </xs:complexType>

        """

    /// What ties results to bases, as it stands in `report`.
    static let basisOfEmission = """
                  <xs:keyref name="basis_of_emission" refer="r:basis"><xs:selector xpath="r:sources/*/r:source/r:emission"/><xs:field xpath="@basis"/></xs:keyref>

        """

    /// What ties the records of a part to each other, as it stands in `report`.
    static let keysOfPart = """
                  <xs:key name="factor"><xs:selector xpath="r:factors/r:factor"/><xs:field xpath="@id"/></xs:key>
                  <xs:key name="assumption"><xs:selector xpath="r:assumptions/r:assumption"/><xs:field xpath="@id"/></xs:key>
                  <xs:key name="basis"><xs:selector xpath="r:bases/r:basis"/><xs:field xpath="@id"/></xs:key>
                  <xs:key name="input"><xs:selector xpath="r:inputs/r:input"/><xs:field xpath="@role"/><xs:field xpath="@name"/></xs:key>
                  <xs:unique name="outlet"><xs:selector xpath="r:outlets/r:outlet"/><xs:field xpath="@permit"/><xs:field xpath="@number"/><xs:field xpath="@pollutant"/></xs:unique>
                  <xs:key name="word"><xs:selector xpath="r:words/r:word"/><xs:field xpath="@kind"/><xs:field xpath="@code"/></xs:key>
                  <xs:key name="reduction"><xs:selector xpath="r:scenario/r:reduction"/><xs:field xpath="@measure"/><xs:field xpath="@pollutant"/></xs:key>
                  <xs:keyref name="factor_of_basis" refer="r:factor"><xs:selector xpath="r:bases/r:basis/r:factor"/><xs:field xpath="@ref"/></xs:keyref>
                  <xs:keyref name="assumption_of_basis" refer="r:assumption"><xs:selector xpath="r:bases/r:basis/r:assumption"/><xs:field xpath="@ref"/></xs:keyref>

        """

    /// The document: what stands before its parts is declared with the package's record.
    static func report(_ keys: SchemaKeys) -> String {
        """
          <xs:element name="report">
            \(SchemaElement.annotation(ReportPackage.record.meaning ?? Label("", "")))
            <xs:complexType>
              <xs:sequence>
        \(ReportPackage.record.children.map { $0.lines(indent: 8) }.joined())\
                <xs:element name="part" type="r:part" maxOccurs="unbounded">
        \(keys == .ofReport ? "" : keysOfPart)\(keys == .all ? basisOfEmission : "")\
                </xs:element>
                <xs:any namespace="http://www.w3.org/2000/09/xmldsig#" processContents="skip" minOccurs="0">
                  <xs:annotation><xs:documentation xml:lang="zh">整个文档的电子签名（XML Signature）</xs:documentation><xs:documentation xml:lang="en">an XML Signature over the whole document</xs:documentation></xs:annotation>
                </xs:any>
              </xs:sequence>
        \(ReportPackage.record.attributes.map { "      \($0.line)\n" }.joined())\
            </xs:complexType>
            <xs:key name="part_key"><xs:selector xpath="r:part"/><xs:field xpath="@region"/><xs:field xpath="@year"/></xs:key>
          </xs:element>

        """
    }

    static let tail = "</xs:schema>\n"
}
