import Calculation

extension SchemaText {
    /// How sums depend on data, of a part and of a scenario alike.
    private static let dependence = """
              <xs:element name="variable" type="r:variable" minOccurs="0" maxOccurs="unbounded"/>
              <xs:element name="formula" type="r:formula" minOccurs="0" maxOccurs="unbounded"/>
              <xs:element name="sum" type="r:sum" minOccurs="0" maxOccurs="unbounded"/>
              <xs:element name="unknown" type="r:unknown" minOccurs="0" maxOccurs="unbounded"/>
        """

    /// How sure tonnes are: the types of its elements.
    static let uncertainty = """
          <xs:simpleType name="origin">
            <xs:annotation><xs:documentation xml:lang="zh">区间的来源：published 文献区间，stated 清单给定，class:X 系数库等级，recalled:X 凭记忆录入、未与原文核对的等级</xs:documentation><xs:documentation xml:lang="en">where a range is known from: published by the document, stated by the inventory, class:X of the library, recalled:X a class that nobody compared with its text</xs:documentation></xs:annotation>
            <xs:restriction base="xs:string"><xs:pattern value="published|stated|(class|recalled):[^\\s]{1,64}"/></xs:restriction>
          </xs:simpleType>
          <xs:simpleType name="numbers"><xs:restriction><xs:simpleType><xs:list itemType="xs:double"/></xs:simpleType><xs:minLength value="1"/><xs:maxLength value="3"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="ratios"><xs:restriction><xs:simpleType><xs:list><xs:simpleType><xs:restriction base="xs:token"><xs:pattern value="[vf][1-9][0-9]{0,6}"/></xs:restriction></xs:simpleType></xs:list></xs:simpleType><xs:minLength value="1"/><xs:maxLength value="64"/></xs:restriction></xs:simpleType>
          <xs:attributeGroup name="draws">
            <xs:attribute name="draws" use="required"><xs:simpleType><xs:restriction base="xs:integer"><xs:minInclusive value="100"/><xs:maxInclusive value="\(PartUncertainty.mostDraws)"/></xs:restriction></xs:simpleType></xs:attribute>
            <xs:attribute name="seed" type="xs:unsignedLong" use="required"/>
            <xs:attribute name="confidence" use="required"><xs:simpleType><xs:restriction base="xs:decimal"><xs:minInclusive value="0.5"/><xs:maxInclusive value="0.999"/></xs:restriction></xs:simpleType></xs:attribute>
          </xs:attributeGroup>
          <xs:attributeGroup name="interval">
            <xs:attribute name="t" type="r:difference" use="required"/>
            <xs:attribute name="known" type="r:boolean" use="required"><xs:annotation><xs:documentation xml:lang="zh">是否有任何数据给出区间；没有时上下限没有意义</xs:documentation><xs:documentation xml:lang="en">whether anything of it has a range; where not, the ends say nothing</xs:documentation></xs:annotation></xs:attribute>
            <xs:attribute name="low" type="r:difference" use="required"/><xs:attribute name="median" type="r:difference" use="required"/><xs:attribute name="high" type="r:difference" use="required"/>
            <xs:attribute name="approach1" type="xs:double"><xs:annotation><xs:documentation xml:lang="zh">一阶误差传递的半宽，%</xs:documentation><xs:documentation xml:lang="en">the half-width by propagation to first order, %</xs:documentation></xs:annotation></xs:attribute>
            <xs:attribute name="bias" type="r:difference" use="required"><xs:annotation><xs:documentation xml:lang="zh">抽样均值减给定值</xs:documentation><xs:documentation xml:lang="en">the mean of the draws less what is stated</xs:documentation></xs:annotation></xs:attribute>
            <xs:attribute name="quantified" type="r:fraction"><xs:annotation><xs:documentation xml:lang="zh">所有数据都有区间的份额</xs:documentation><xs:documentation xml:lang="en">the share of which all data have a range</xs:documentation></xs:annotation></xs:attribute>
            <xs:attribute name="error" type="xs:double" use="required"><xs:annotation><xs:documentation xml:lang="zh">区间端点的标准误，占给定值的份额</xs:documentation><xs:documentation xml:lang="en">the standard error of the ends, as a share of what is stated</xs:documentation></xs:annotation></xs:attribute>
            <xs:attribute name="not_negative" type="r:fraction" use="required"><xs:annotation><xs:documentation xml:lang="zh">不小于零的抽样份额；目标的达到概率</xs:documentation><xs:documentation xml:lang="en">the share of draws not below zero; of a target how likely it is met</xs:documentation></xs:annotation></xs:attribute>
          </xs:attributeGroup>
          <xs:complexType name="unknown">
            <xs:annotation><xs:documentation xml:lang="zh">没有任何来源给出区间的数据，及所涉排放量</xs:documentation><xs:documentation xml:lang="en">a datum that nobody tells a range of, with the tonnes that hang on it</xs:documentation></xs:annotation>
            <xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="name" type="r:identifier" use="required"/><xs:attribute name="t" type="r:mass" use="required"/>
          </xs:complexType>
          <xs:complexType name="variable">
            <xs:annotation><xs:documentation xml:lang="zh">多个源共用的数据：分布（对给定值之比乘以 divisor）。两个地区同名同分布的是同一个随机数</xs:documentation><xs:documentation xml:lang="en">a datum that sources share: its distribution, of the ratio to what is stated times the divisor. What has one name in two regions is one random number</xs:documentation></xs:annotation>
            <xs:attribute name="id" type="xs:NCName" use="required"/><xs:attribute name="name" type="r:identifier" use="required"/><xs:attribute name="origin" type="r:origin" use="required"/>
            <xs:attribute name="shape" use="required"><xs:simpleType><xs:restriction base="xs:string">\(Spread.shapes.map { "<xs:enumeration value=\"\($0)\"/>" }.joined())</xs:restriction></xs:simpleType></xs:attribute>
            <xs:attribute name="parameters" type="r:numbers" use="required"/><xs:attribute name="divisor" type="xs:double" use="required"/>
          </xs:complexType>
          <xs:complexType name="formula">
            <xs:annotation><xs:documentation xml:lang="zh">由变量算出的比值，运算写在运算数之后，如 1 v1 0.8 × − 0.2 ÷</xs:documentation><xs:documentation xml:lang="en">a ratio that variables make, each operation behind what it is of, as 1 v1 0.8 × − 0.2 ÷</xs:documentation></xs:annotation>
            <xs:simpleContent><xs:extension base="r:identifier"><xs:attribute name="id" type="xs:NCName" use="required"/></xs:extension></xs:simpleContent>
          </xs:complexType>
          <xs:complexType name="sum">
            <xs:annotation><xs:documentation xml:lang="zh">合计对变量的依赖：term 之和为合计，每项乘以各比值；rows 为各源自身的误差</xs:documentation><xs:documentation xml:lang="en">how a sum depends on variables: the terms add up to it, each multiplied by its ratios; rows are what sources err by on their own</xs:documentation></xs:annotation>
            <xs:sequence>
              <xs:element name="term" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="ratios" type="r:ratios"/><xs:attribute name="t" type="r:difference" use="required"/></xs:complexType></xs:element>
              <xs:element name="rows" minOccurs="0" maxOccurs="unbounded">
                <xs:complexType>
                  <xs:attribute name="origin" type="r:origin" use="required"/>
                  <xs:attribute name="deviation" type="xs:double" use="required"><xs:annotation><xs:documentation xml:lang="zh">标准差，占排放量的份额</xs:documentation><xs:documentation xml:lang="en">the standard deviation as a share of the emission</xs:documentation></xs:annotation></xs:attribute>
                  <xs:attribute name="squares" use="required"><xs:annotation><xs:documentation xml:lang="zh">各源整克数的平方和</xs:documentation><xs:documentation xml:lang="en">the sum over sources of squares of whole grams</xs:documentation></xs:annotation><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="-?[0-9]{1,36}"/></xs:restriction></xs:simpleType></xs:attribute>
                </xs:complexType>
              </xs:element>
            </xs:sequence>
            <xs:attribute name="county" type="r:region"/><xs:attribute name="sector" type="r:code"/><xs:attribute name="of" type="r:code"/><xs:attribute name="id" type="r:identifier"/><xs:attribute name="pollutant" type="r:code" use="required"/>
            <xs:attribute name="gross" type="r:mass" use="required"/><xs:attribute name="quantified" type="r:mass" use="required"/>
          </xs:complexType>
          <xs:complexType name="uncertainty_of_totals">
            <xs:annotation><xs:documentation xml:lang="zh">合计的不确定度：区间（range）、方差来源（datum，first 单独、total 含与其他数据的共同作用）、各等级所涉（class）、未量化（unknown）。由各 part 的 uncertainty 算出，几个地区共用的数据只算一次</xs:documentation><xs:documentation xml:lang="en">how sure totals are: intervals, what the variance comes from (alone, and in total with others), what rests on which class, what is not quantified. It follows from the uncertainty of the parts, each datum that several regions share counted once</xs:documentation></xs:annotation>
            <xs:sequence>
              <xs:element name="range" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="county" type="r:region"/><xs:attribute name="sector" type="r:code"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attributeGroup ref="r:interval"/></xs:complexType></xs:element>
              <xs:element name="datum" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="name" type="r:identifier" use="required"/><xs:attribute name="origin" type="r:origin"/><xs:attribute name="first" type="xs:double" use="required"/><xs:attribute name="total" type="xs:double"/><xs:attribute name="remaining" type="xs:double"/></xs:complexType></xs:element>
              <xs:element name="class" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="origin" type="r:origin" use="required"/><xs:attribute name="t" type="r:mass" use="required"/><xs:attribute name="share" type="xs:double" use="required"/></xs:complexType></xs:element>
              <xs:element name="unknown" type="r:unknown" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence>
            <xs:attributeGroup ref="r:draws"/>
          </xs:complexType>
          <xs:complexType name="uncertainty_of_part">
            <xs:annotation><xs:documentation xml:lang="zh">合计对数据的依赖，汇总时据此计算上级的区间；stated 为清单给定的等级或半宽</xs:documentation><xs:documentation xml:lang="en">how totals depend on data, from which a merge works out its own intervals; stated are the classes and half-widths of the inventory</xs:documentation></xs:annotation>
            <xs:sequence>
              <xs:element name="stated" minOccurs="0" maxOccurs="unbounded">
                <xs:complexType>
                  <xs:attribute name="of" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="factor"/><xs:enumeration value="column"/><xs:enumeration value="defaults"/><xs:enumeration value="group"/></xs:restriction></xs:simpleType></xs:attribute>
                  <xs:attribute name="name" type="r:identifier"/><xs:attribute name="class" type="r:identifier" use="required"/><xs:attribute name="shared" type="r:boolean"/>
                </xs:complexType>
              </xs:element>
        \(dependence)
            </xs:sequence>
            <xs:attributeGroup ref="r:draws"/>
          </xs:complexType>
          <xs:complexType name="uncertainty_of_scenario">
            <xs:annotation><xs:documentation xml:lang="zh">方案的不确定度：现状、各措施和全部措施的减排量、实施后、目标（允许量减目标年排放量）、路径各年；无 id 为全部措施</xs:documentation><xs:documentation xml:lang="en">how sure a plan is: the inventory as it is, what each measure and all of them remove, the inventory after all, targets (what is allowed less what is emitted), years of the path; without id of all measures</xs:documentation></xs:annotation>
            <xs:sequence>
              <xs:element name="interval" minOccurs="0" maxOccurs="unbounded">
                <xs:complexType>
                  <xs:attribute name="of" use="required"><xs:simpleType><xs:restriction base="xs:string">\(ScenarioUncertainty.Interval.Kind.allCases.map { "<xs:enumeration value=\"\($0.rawValue)\"/>" }.joined())</xs:restriction></xs:simpleType></xs:attribute>
                  <xs:attribute name="id" type="r:identifier"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attributeGroup ref="r:interval"/>
                </xs:complexType>
              </xs:element>
        \(dependence)
            </xs:sequence>
            <xs:attributeGroup ref="r:draws"/>
          </xs:complexType>

        """
}
