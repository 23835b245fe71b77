import Calculation
import Documents
import Inventories
import Tables

extension ReportHeader {
    /// A header that says nothing: what reading begins with.
    fileprivate static let none = ReportHeader(
        region: "", year: 0, isInvented: false, name: Label("", ""), compiler: Label("", ""))
}

extension ReportPart {
    /// One inventory of a package.
    static let record = PackageRecord(
        "part",
        Label(
            "一个地区一年的清单，足以重新核算",
            "the inventory of one region and year, complete enough to be computed again"),
        from: ReportPart(
            header: .none,
            origin: Label("", ""), program: "", library: "",
            rules: .none, inputs: [], packs: [], words: ReportWords(),
            factors: [], assumptions: [], bases: [], kinds: [], totals: [], scenario: nil, findings: [],
            findingCounts: [:], rejected: [], overrides: [])
    ) {
        RecordAttribute("region", \.header.region, .region)
        RecordAttribute("year", \.header.year, .year)
        RecordAttribute("invented", \.header.isInvented, .truth)
        RecordAttribute("program", \.program, .matching(#"[0-9]+\.[0-9]+\.[0-9]+([\-+][0-9A-Za-z.\-]+)?"#))
        RecordAttribute("library", \.library, .digest)
        RecordChild.label("name", \.header.name)
        RecordChild.label("compiler", \.header.compiler)
        RecordChild.label("origin", \.origin)
        rules
        RecordChild.list(
            "inputs", Label("读入的每个文件及其摘要", "every file that was read, with its digest"),
            of: ReportInput.record, \.inputs, .some)
        RecordChild.list(
            "packs", Label("本地系数文件全文", "the files of local factors in full"), of: PackFile.record, \.packs)
        RecordChild.list(
            "outlets",
            Label(
                "排放口全年监测的排放量，按产生量分摊给接入的设备；以及各设备共用的治理设施，线路并联，线路内的设施串联",
                "what is monitored at outlets in the year, shared among the units that feed them by what they generate; and the devices that the units share: lines side by side, the devices of a line one behind the other"
            ), of: Outlet.record, \.outlets, .some, isOptional: true)
        RecordChild.list("words", Label("代码的名称", "the names of codes"), of: ReportWords.Word.record) { part in
            part.words.sorted.map { ReportWords.Word(key: $0.key, label: $0.label) }
        } add: {
            $0.words.add($1.key.kind, $1.key.code, $1.label)
        }
        RecordChild.list(
            "factors", Label("采用的系数及其来源", "the factors used, with their sources"), of: ReportFactor.record,
            \.factors)
        RecordChild.list(
            "assumptions",
            Label("采用的缺省值和未核实系数，及所涉排放量", "defaults and unverified factors, with the tonnes that hang on them"),
            of: ReportAssumption.record, \.assumptions)
        RecordChild.list(
            "bases",
            Label(
                "结果的由来：状态、方法、系数和假设，多个结果共用",
                "how results come about: state, method, factors and assumptions, shared by many results"),
            of: ReportBasis.record, \.bases)
        sources
        RecordChild.totals(\.totals)
        uncertainty
        RecordChild.record(optional: ReportScenario.record, \.scenario)
        RecordChild.record(FoundInPart.record, \.found)
        RecordChild.list(
            "rejected", Label("因错误未采用的行", "rows that were put aside because of errors"),
            of: ReportRejectedRow.record, \.rejected)
        RecordChild.list(
            "overrides", Label("替换了通常做法的选择", "choices that replaced what would have been used otherwise"),
            of: ReportOverride.record, \.overrides)
        RecordChild.list(
            "answers",
            Label(
                "整改后的包所答复的回执，以及回执要求整改的问题",
                "the receipts that a corrected package answers, with what they asked to be corrected"),
            of: ReportAnswer.record, \.answers, .some, isOptional: true)
    }

    private var found: FoundInPart {
        get { FoundInPart(counts: findingCounts, findings: findings) }
        set { (findingCounts, findings) = (newValue.counts, newValue.findings) }
    }

    /// The rules; what totals lack is one entry a pollutant.
    private static let rules = RecordChild<ReportPart>("rules", ReportRules.record.schema(.one)) { part, xml in
        ReportRules.record.write(part.rules, to: xml)
    } read: { part, element, cursor throws(DocumentError) in
        part.rules = try ReportRules.record.read(element, cursor)
        part.rules.incomplete = Incompleteness.inOrder(part.rules.incomplete)
    }

    /// The sources, of which there are many: written and read by kind and column.
    private static let sources = RecordChild<ReportPart>(
        "sources",
        .typed(
            "sources", "r:sources", .one,
            Label(
                "各源类的排放源：填报数据为属性，结果在其下",
                "the sources by kind: reported data as attributes, results below"))
    ) { part, xml in
        xml.element("sources") {
            for kind in part.kinds { SourcesWriter(kind, bases: part.bases, xml: xml).write() }
        }
    } read: { part, _, cursor throws(DocumentError) in
        let places = Dictionary(
            part.bases.enumerated().map { ($1.id, (place: Int32($0), basis: $1)) },
            uniquingKeysWith: { first, _ in first })
        try cursor.children { child throws(DocumentError) in
            var reader = try KindReader(cursor: cursor, bases: places, child)
            part.kinds.append(try reader.read())
        }
    }

    private static let uncertainty = RecordChild<ReportPart>(
        "uncertainty", .typed("uncertainty", "r:uncertainty_of_part", .optional)
    ) { part, xml in
        guard let own = part.uncertainty else { return }
        StatedUncertainty.record.write(
            StatedUncertainty(options: own.options, record: own.record, ranges: part.rules.ranges), to: xml)
    } read: { part, element, cursor throws(DocumentError) in
        let read = try StatedUncertainty.record.read(element, cursor)
        part.uncertainty = PartUncertainty(options: read.options, record: read.record)
        part.rules.ranges = read.ranges
    }
}

extension ReportPackage {
    /// A package without its parts, which are written and read one after another.
    static let record = PackageRecord(
        "report", Label("上报包", "a report package"),
        from: ReportPackage(
            version: currentVersion,
            header: .none,
            parts: [], totals: [], uncertainty: nil, claims: [], refusals: [], absent: [])
    ) {
        RecordAttribute("version", \.version, .oneOf(["1.0", "1.1"]))
        RecordAttribute("region", \.header.region, .region)
        RecordAttribute("year", \.header.year, .year)
        RecordAttribute("invented", \.header.isInvented, .truth)
        RecordChild.label("name", \.header.name)
        RecordChild.label("compiler", \.header.compiler)
        RecordChild.totals(\.totals)
        RecordChild.list(
            "claims", Label("两个地区重复申报的设备或企业", "units and facilities that two regions claim"),
            of: DoubleClaim.record, \.claims)
        RecordChild.list(
            "refusals", Label("未予合并的包及原因", "packages that were not merged, and why"), of: Refusal.record,
            \.refusals)
        RecordChild.list(
            "absences", Label("应报未报的地区", "regions that should be in it and of which nothing came"),
            of: AbsentRegion.record, \.absent, .some, isOptional: true)
        RecordChild<ReportPackage>(
            "uncertainty", .typed("uncertainty", "r:uncertainty_of_totals", .optional)
        ) { package, xml in
            if let told = package.uncertainty { ReportUncertainty.record.write(told, to: xml) }
        } read: { package, element, cursor throws(DocumentError) in
            package.uncertainty = try ReportUncertainty.record.read(element, cursor)
        }
    }
}
