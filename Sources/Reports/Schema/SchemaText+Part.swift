extension SchemaText {
    static let part = """
          <xs:complexType name="part">
            <xs:annotation><xs:documentation xml:lang="zh">一个地区一年的清单，足以重新核算</xs:documentation><xs:documentation xml:lang="en">the inventory of one region and year, complete enough to be computed again</xs:documentation></xs:annotation>
            <xs:sequence>
              <xs:element name="name" type="r:label"/>
              <xs:element name="compiler" type="r:label"/>
              <xs:element name="origin" type="r:label"/>
              <xs:element name="rules">
                <xs:annotation><xs:documentation xml:lang="zh">核算规则、气象、油品和清单约定值</xs:documentation><xs:documentation xml:lang="en">rule book, climate, fuels and stated defaults</xs:documentation></xs:annotation>
                <xs:complexType>
                  <xs:sequence>
                    <xs:element name="pollutant" type="r:code" maxOccurs="unbounded"/>
                    <xs:element name="incomplete" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">合计所缺的源类：不完整，缺少的不是零</xs:documentation><xs:documentation xml:lang="en">the source classes that the total of a pollutant lacks: incomplete, what is missing is not zero</xs:documentation></xs:annotation>
                      <xs:complexType><xs:complexContent><xs:extension base="r:label"><xs:attribute name="pollutant" type="r:code" use="required"/></xs:extension></xs:complexContent></xs:complexType>
                    </xs:element>
                    <xs:element name="without_whole" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">有分项（如 PM10）的数而无总项（如 PM）的数的结果个数：总项合计缺这些行</xs:documentation><xs:documentation xml:lang="en">how many results have a number of a part, such as PM10, and none of the whole, such as PM: the total of the whole lacks them</xs:documentation></xs:annotation>
                      <xs:complexType><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="part" type="r:code" use="required"/><xs:attribute name="rows" type="xs:positiveInteger" use="required"/></xs:complexType>
                    </xs:element>
                    <xs:element name="climate" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType><xs:attribute name="county" type="r:region"/><xs:attribute name="altitude" type="r:number"/><xs:attribute name="temperature" type="r:months"/><xs:attribute name="humidity" type="r:months"/></xs:complexType>
                    </xs:element>
                    <xs:element name="conditions" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType><xs:attribute name="county" type="r:region" use="required"/><xs:attribute name="speed" type="r:number"/><xs:attribute name="gasoline_sulphur" type="r:number"/><xs:attribute name="diesel_sulphur" type="r:number"/></xs:complexType>
                    </xs:element>
                    <xs:element name="default" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType>
                        <xs:sequence>
                          <xs:element name="when" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="column" type="xs:NMTOKEN" use="required"/><xs:attribute name="value" type="r:text" use="required"/></xs:complexType></xs:element>
                          <xs:element name="reason" type="r:label"/>
                        </xs:sequence>
                        <xs:attribute name="table" type="r:table" use="required"/><xs:attribute name="column" type="xs:NMTOKEN" use="required"/><xs:attribute name="value" type="r:text" use="required"/>
                      </xs:complexType>
                    </xs:element>
                  </xs:sequence>
                  <xs:attribute name="rule_book" type="r:code" use="required"/><xs:attribute name="speed" type="r:number"/><xs:attribute name="gasoline_sulphur" type="r:number"/><xs:attribute name="diesel_sulphur" type="r:number"/>
                </xs:complexType>
              </xs:element>
              <xs:element name="inputs">
                <xs:annotation><xs:documentation xml:lang="zh">读入的每个文件及其摘要</xs:documentation><xs:documentation xml:lang="en">every file that was read, with its digest</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="input" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:attribute name="role" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="manifest"/><xs:enumeration value="table"/><xs:enumeration value="library"/><xs:enumeration value="pack"/><xs:enumeration value="plan"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="name" type="r:identifier" use="required"/><xs:attribute name="digest" type="r:digest" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="packs">
                <xs:annotation><xs:documentation xml:lang="zh">本地系数文件全文</xs:documentation><xs:documentation xml:lang="en">the files of local factors in full</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="file" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType><xs:simpleContent><xs:extension base="xs:string">
                      <xs:attribute name="layer" use="required"><xs:simpleType><xs:restriction base="xs:integer"><xs:minInclusive value="1"/><xs:maxInclusive value="9"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="name" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="([A-Za-z0-9_\\-]+/)?[A-Za-z0-9_\\-]+(\\.notes)?\\.csv"/></xs:restriction></xs:simpleType></xs:attribute>
                    </xs:extension></xs:simpleContent></xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="outlets" minOccurs="0">
                <xs:annotation><xs:documentation xml:lang="zh">排放口全年监测的排放量，按产生量分摊给接入的设备；以及各设备共用的治理设施，线路并联，线路内的设施串联</xs:documentation><xs:documentation xml:lang="en">what is monitored at outlets in the year, shared among the units that feed them by what they generate; and the devices that the units share: lines side by side, the devices of a line one behind the other</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="outlet" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence>
                        <xs:element name="line" minOccurs="0" maxOccurs="unbounded">
                          <xs:complexType>
                            <xs:sequence><xs:element name="device" maxOccurs="unbounded"><xs:complexType><xs:attribute name="removal" type="r:number" use="required"/><xs:attribute name="uptime" type="r:number" use="required"/></xs:complexType></xs:element></xs:sequence>
                            <xs:attribute name="share" type="r:number" use="required"/>
                          </xs:complexType>
                        </xs:element>
                      </xs:sequence>
                      <xs:attribute name="permit" type="r:text" use="required"/><xs:attribute name="number" type="r:text" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="t" type="r:source_mass"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="words">
                <xs:annotation><xs:documentation xml:lang="zh">代码的名称</xs:documentation><xs:documentation xml:lang="en">the names of codes</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="word" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:attribute name="kind" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="county"/><xs:enumeration value="sector"/><xs:enumeration value="process"/><xs:enumeration value="method"/><xs:enumeration value="pollutant"/><xs:enumeration value="rule_book"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="code" type="r:code" use="required"/><xs:attribute name="zh" type="r:text" use="required"/><xs:attribute name="en" type="r:text" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="factors">
                <xs:annotation><xs:documentation xml:lang="zh">采用的系数及其来源</xs:documentation><xs:documentation xml:lang="en">the factors used, with their sources</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="factor" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:attribute name="id" type="r:identifier" use="required"/><xs:attribute name="table" type="r:identifier" use="required"/><xs:attribute name="value" type="r:number" use="required"/><xs:attribute name="unit" type="r:text" use="required"/>
                      <xs:attribute name="confidence" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="verified"/><xs:enumeration value="transcribed"/><xs:enumeration value="estimated"/><xs:enumeration value="recalled"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="source" type="r:identifier" use="required"/><xs:attribute name="title" type="r:identifier" use="required"/><xs:attribute name="place" type="r:text" use="required"/>
                      <xs:attribute name="from" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="to" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="layer" type="xs:nonNegativeInteger" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="assumptions">
                <xs:annotation><xs:documentation xml:lang="zh">采用的缺省值和未核实系数，及所涉排放量</xs:documentation><xs:documentation xml:lang="en">defaults and unverified factors, with the tonnes that hang on them</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="assumption" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence><xs:element name="text" type="r:label"/><xs:element name="mass" type="r:mass_of" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                      <xs:attribute name="id" type="xs:NCName" use="required"/>
                      <xs:attribute name="kind" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="default_factor"/><xs:enumeration value="stated_default"/><xs:enumeration value="unverified_factor"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="subject" type="r:text" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="bases">
                <xs:annotation><xs:documentation xml:lang="zh">结果的由来：状态、方法、系数和假设，多个结果共用</xs:documentation><xs:documentation xml:lang="en">how results come about: state, method, factors and assumptions, shared by many results</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="basis" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence>
                        <xs:element name="factor" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="ref" type="r:identifier" use="required"/></xs:complexType></xs:element>
                        <xs:element name="assumption" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="ref" type="xs:NCName" use="required"/></xs:complexType></xs:element>
                        <xs:element name="reason" type="r:label" minOccurs="0" maxOccurs="unbounded"/>
                      </xs:sequence>
                      <xs:attribute name="id" type="xs:NCName" use="required"/><xs:attribute name="state" type="r:state" use="required"/><xs:attribute name="method" type="r:code"/>
                      <xs:attribute name="generated"><xs:annotation><xs:documentation xml:lang="zh">产生量是否已知</xs:documentation><xs:documentation xml:lang="en">whether what is generated is known</xs:documentation></xs:annotation><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="known"/><xs:enumeration value="unknown"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="release"><xs:annotation><xs:documentation xml:lang="zh">排放去向：stack 有组织，fugitive 无组织，captured 收集部分有组织、其余无组织，unassigned 未区分</xs:documentation><xs:documentation xml:lang="en">how it is released: through a stack, in the open, the captured part through a stack and the rest in the open, or not told apart</xs:documentation></xs:annotation><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="stack"/><xs:enumeration value="fugitive"/><xs:enumeration value="captured"/><xs:enumeration value="unassigned"/></xs:restriction></xs:simpleType></xs:attribute>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="sources" type="r:sources">
                <xs:annotation><xs:documentation xml:lang="zh">各源类的排放源：填报数据为属性，结果在其下</xs:documentation><xs:documentation xml:lang="en">the sources by kind: reported data as attributes, results below</xs:documentation></xs:annotation>
              </xs:element>
              <xs:element name="totals" type="r:totals"/>
              <xs:element name="uncertainty" type="r:uncertainty_of_part" minOccurs="0"/>
              <xs:element name="scenario" minOccurs="0">
                <xs:annotation><xs:documentation xml:lang="zh">方案的减排量和目标；overlap = alone − reduction，scenario = baseline − reduction</xs:documentation><xs:documentation xml:lang="en">reductions and targets of a plan; overlap = alone − reduction, scenario = baseline − reduction</xs:documentation></xs:annotation>
                <xs:complexType>
                  <xs:sequence>
                    <xs:element name="title" type="r:label"/>
                    <xs:element name="reduction" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType>
                        <xs:sequence><xs:element name="title" type="r:label"/></xs:sequence>
                        <xs:attribute name="measure" type="r:identifier" use="required"/><xs:attribute name="clause" type="r:text" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/>
                        <xs:attribute name="baseline" type="r:mass" use="required"/><xs:attribute name="reduction" type="r:difference" use="required"/><xs:attribute name="alone" type="r:difference" use="required"/><xs:attribute name="overlap" type="r:difference" use="required"/><xs:attribute name="scenario" type="r:mass" use="required"/>
                        <xs:attribute name="credited" type="r:difference"><xs:annotation><xs:documentation xml:lang="zh">重点工程核算当年认定</xs:documentation><xs:documentation xml:lang="en">credited in the year by key-project accounting</xs:documentation></xs:annotation></xs:attribute>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="target" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType>
                        <xs:attribute name="id" type="r:identifier" use="required"/><xs:attribute name="clause" type="r:text" use="required"/><xs:attribute name="region" type="r:region" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="year" type="r:year" use="required"/>
                        <xs:attribute name="state" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="met"/><xs:enumeration value="short"/><xs:enumeration value="open"/></xs:restriction></xs:simpleType></xs:attribute>
                        <xs:attribute name="allowed" type="r:mass"/><xs:attribute name="reached" type="r:mass"/><xs:attribute name="shortfall" type="r:mass"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="project" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">一项措施对一个源一种污染物的减排项目；各年 credited 之和为 counted</xs:documentation><xs:documentation xml:lang="en">what a measure does to a source and pollutant; what is credited in all years adds up to what counts</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence><xs:element name="refusal" type="r:label" minOccurs="0"/><xs:element name="evidence" type="r:label" minOccurs="0"/></xs:sequence>
                        <xs:attribute name="measure" type="r:identifier" use="required"/><xs:attribute name="clause" type="r:text" use="required"/><xs:attribute name="action" type="r:code" use="required"/><xs:attribute name="table" type="r:table" use="required"/><xs:attribute name="source" type="r:identifier" use="required"/>
                        <xs:attribute name="firm" type="r:text" use="required"/><xs:attribute name="credit_code" type="r:text" use="required"/><xs:attribute name="county" type="r:region" use="required"/><xs:attribute name="permit" type="r:text" use="required"/><xs:attribute name="outlet" type="r:text" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/>
                        <xs:attribute name="before" type="r:mass" use="required"/><xs:attribute name="after" type="r:mass" use="required"/><xs:attribute name="counted" type="r:difference" use="required"/><xs:attribute name="credited" type="r:difference" use="required"/><xs:attribute name="spent" type="r:mass" use="required"/>
                        <xs:attribute name="due" type="xs:gYearMonth"/><xs:attribute name="done" type="r:date"/><xs:attribute name="limit" type="r:number"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="untouched" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">没有措施涉及的源及原因；无 t 为不能核算</xs:documentation><xs:documentation xml:lang="en">a source that no measure touches, and why; without t where it cannot be computed</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence><xs:element name="text" type="r:label"/></xs:sequence>
                        <xs:attribute name="table" type="r:table" use="required"/><xs:attribute name="source" type="r:identifier" use="required"/><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="t" type="r:mass"/><xs:attribute name="reason" type="r:code" use="required"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="task" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">一项措施对一个县区的任务及到 month 为止的进度</xs:documentation><xs:documentation xml:lang="en">what a measure asks of a county, with its progress up to the month</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence>
                          <xs:element name="title" type="r:label"/><xs:element name="unit" type="r:label"/>
                          <xs:element name="tonnes" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="planned" type="r:difference" use="required"/><xs:attribute name="realised" type="r:difference" use="required"/></xs:complexType></xs:element>
                        </xs:sequence>
                        <xs:attribute name="measure" type="r:identifier" use="required"/><xs:attribute name="clause" type="r:text" use="required"/><xs:attribute name="county" type="r:region" use="required"/><xs:attribute name="office" type="r:text" use="required"/>
                        <xs:attribute name="quantity" type="r:number"/><xs:attribute name="due" type="xs:gYearMonth"/><xs:attribute name="done" type="r:number" use="required"/>
                        <xs:attribute name="state" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="done"/><xs:enumeration value="under_way"/><xs:enumeration value="not_begun"/><xs:enumeration value="late"/></xs:restriction></xs:simpleType></xs:attribute>
                        <xs:attribute name="basis" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="dates"/><xs:enumeration value="report"/><xs:enumeration value="none"/></xs:restriction></xs:simpleType></xs:attribute>
                        <xs:attribute name="remark" type="r:text" use="required"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="measure" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">每项措施的状态，等待输入的也在内</xs:documentation><xs:documentation xml:lang="en">every measure with its state, those that wait too</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence><xs:element name="title" type="r:label"/><xs:element name="told" type="r:label"/></xs:sequence>
                        <xs:attribute name="id" type="r:identifier" use="required"/><xs:attribute name="clause" type="r:text" use="required"/><xs:attribute name="state" type="r:code" use="required"/><xs:attribute name="needs" type="r:text" use="required"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="clause" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">每个条款的状态</xs:documentation><xs:documentation xml:lang="en">every clause with its state</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence><xs:element name="topic" type="r:label"/></xs:sequence>
                        <xs:attribute name="id" type="r:identifier" use="required"/><xs:attribute name="number" type="r:text" use="required"/><xs:attribute name="kind" type="r:text" use="required"/><xs:attribute name="state" type="r:code" use="required"/><xs:attribute name="carriers" type="r:text" use="required"/><xs:attribute name="needs" type="r:text" use="required"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="input" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">方案未印出、由人给出的值</xs:documentation><xs:documentation xml:lang="en">values that the plan does not print, with who said so and when</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:attribute name="id" type="r:identifier" use="required"/><xs:attribute name="value" type="r:text" use="required"/><xs:attribute name="by" type="r:text" use="required"/><xs:attribute name="date" type="r:text" use="required"/><xs:attribute name="note" type="r:text" use="required"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="elsewhere" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">转到别处的排放，不计入合计：用电 MWh，供热 GJ</xs:documentation><xs:documentation xml:lang="en">emission that goes elsewhere, in no total: electricity in MWh, heat in GJ</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:sequence><xs:element name="told" type="r:label" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                        <xs:attribute name="measure" type="r:identifier" use="required"/><xs:attribute name="electricity" type="xs:double"/><xs:attribute name="heat" type="xs:double"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="path" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">逐年路径：基线（含增长）、已生效、方案、技术潜力、目标允许</xs:documentation><xs:documentation xml:lang="en">the path by year: baseline with growth, law in force, plan, potential of technique, what a target allows</xs:documentation></xs:annotation>
                      <xs:complexType>
                        <xs:attribute name="pollutant" type="r:code" use="required"/><xs:attribute name="year" type="r:year" use="required"/><xs:attribute name="baseline" type="r:mass" use="required"/><xs:attribute name="in_force" type="r:mass" use="required"/><xs:attribute name="plan" type="r:mass" use="required"/><xs:attribute name="potential" type="r:mass"/><xs:attribute name="allowed" type="r:mass"/>
                      </xs:complexType>
                    </xs:element>
                    <xs:element name="plan_file" minOccurs="0" maxOccurs="unbounded">
                      <xs:annotation><xs:documentation xml:lang="zh">方案及其输入文件全文</xs:documentation><xs:documentation xml:lang="en">the plan and its file of inputs in full</xs:documentation></xs:annotation>
                      <xs:complexType><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="name" type="r:text" use="required"/></xs:extension></xs:simpleContent></xs:complexType>
                    </xs:element>
                    <xs:element name="uncertainty" type="r:uncertainty_of_scenario" minOccurs="0"/>
                  </xs:sequence>
                  <xs:attribute name="plan" type="r:identifier" use="required"/><xs:attribute name="year" type="r:year" use="required"/><xs:attribute name="month" type="xs:gYearMonth"/>
                </xs:complexType>
              </xs:element>
              <xs:element name="findings">
                <xs:annotation><xs:documentation xml:lang="zh">读入和核算时发现的问题</xs:documentation><xs:documentation xml:lang="en">what was found while reading and computing</xs:documentation></xs:annotation>
                <xs:complexType>
                  <xs:sequence>
                    <xs:element name="finding" minOccurs="0" maxOccurs="unbounded">
                      <xs:complexType>
                        <xs:sequence><xs:element name="text" type="r:label"/><xs:element name="expected" type="r:label" minOccurs="0"/></xs:sequence>
                        <xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="error"/><xs:enumeration value="warning"/><xs:enumeration value="note"/></xs:restriction></xs:simpleType></xs:attribute>
                        <xs:attribute name="code" type="r:code" use="required"/><xs:attribute name="file" type="r:text"/><xs:attribute name="line" type="xs:positiveInteger"/><xs:attribute name="column" type="r:text"/><xs:attribute name="value" type="r:text"/>
                      </xs:complexType>
                    </xs:element>
                  </xs:sequence>
                  <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="warnings" type="xs:nonNegativeInteger" use="required"/><xs:attribute name="notes" type="xs:nonNegativeInteger" use="required"/>
                </xs:complexType>
              </xs:element>
              <xs:element name="rejected">
                <xs:annotation><xs:documentation xml:lang="zh">因错误未采用的行</xs:documentation><xs:documentation xml:lang="en">rows that were put aside because of errors</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="row" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence><xs:element name="cell" type="r:text" minOccurs="0" maxOccurs="unbounded"/><xs:element name="code" type="r:code" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
                      <xs:attribute name="file" type="r:text" use="required"/><xs:attribute name="line" type="xs:positiveInteger" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="overrides">
                <xs:annotation><xs:documentation xml:lang="zh">替换了通常做法的选择</xs:documentation><xs:documentation xml:lang="en">choices that replaced what would have been used otherwise</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="override" minOccurs="0" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:attribute name="kind" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="factor"/><xs:enumeration value="rule_book"/><xs:enumeration value="pollutants"/><xs:enumeration value="method"/><xs:enumeration value="rule"/></xs:restriction></xs:simpleType></xs:attribute>
                      <xs:attribute name="subject" type="r:text" use="required"/><xs:attribute name="value" type="r:text" use="required"/><xs:attribute name="lines" type="xs:nonNegativeInteger" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
              <xs:element name="answers" minOccurs="0">
                <xs:annotation><xs:documentation xml:lang="zh">整改后的包所答复的回执，以及回执要求整改的问题</xs:documentation><xs:documentation xml:lang="en">the receipts that a corrected package answers, with what they asked to be corrected</xs:documentation></xs:annotation>
                <xs:complexType><xs:sequence>
                  <xs:element name="answer" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence>
                        <xs:element name="demand" minOccurs="0" maxOccurs="unbounded">
                          <xs:complexType>
                            <xs:sequence><xs:element name="text" type="r:label"/></xs:sequence>
                            <xs:attribute name="stage" use="required"><xs:simpleType><xs:restriction base="xs:integer"><xs:minInclusive value="1"/><xs:maxInclusive value="5"/></xs:restriction></xs:simpleType></xs:attribute>
                            <xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value="error"/><xs:enumeration value="warning"/></xs:restriction></xs:simpleType></xs:attribute>
                            <xs:attribute name="code" type="r:code" use="required"/><xs:attribute name="place" type="r:text"/><xs:attribute name="value" type="r:text"/>
                          </xs:complexType>
                        </xs:element>
                      </xs:sequence>
                      <xs:attribute name="receipt" type="r:digest" use="required"/><xs:attribute name="package" type="r:digest" use="required"/>
                    </xs:complexType>
                  </xs:element>
                </xs:sequence></xs:complexType>
              </xs:element>
            </xs:sequence>
            <xs:attributeGroup ref="r:header"/>
            <xs:attribute name="program" use="required"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9]+\\.[0-9]+\\.[0-9]+([\\-+][0-9A-Za-z.\\-]+)?"/></xs:restriction></xs:simpleType></xs:attribute>
            <xs:attribute name="library" type="r:digest" use="required"/>
          </xs:complexType>

        """

    static let sourcesHead = """
          <xs:complexType name="sources">
            <xs:sequence>

        """

    static let sourcesTail = """
            </xs:sequence>
          </xs:complexType>

        """
}
