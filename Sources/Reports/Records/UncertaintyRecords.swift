import Calculation
import Documents
import Inventories
import Quantities
import Tables

extension AttributeForm where Value == Spread.Origin {
    /// Where a range is known from.
    fileprivate static var origin: Self {
        Self(
            type: .named("r:origin"), text: { $0.code.clean }, value: { Spread.Origin(code: $0) },
            cell: { .text($0.code) })
    }
}

extension AttributeForm where Value == UInt64 {
    fileprivate static var seed: Self {
        Self(type: .named("xs:unsignedLong"), text: { "\($0)" }, value: { UInt64($0) }, cell: { .text("\($0)") })
    }
}

extension AttributeForm where Value == Int128 {
    fileprivate static var wholeNumber: Self {
        Self(
            type: .pattern("-?[0-9]{1,36}"), text: { "\($0)" }, value: { Int128($0) }, cell: { .text("\($0)") })
    }
}

extension AttributeForm where Value == [String] {
    /// Words with blanks between; left out where there are none.
    fileprivate static var ratios: Self {
        Self(
            type: .named("r:ratios"), text: { $0.isEmpty ? nil : $0.joined(separator: " ") },
            value: { $0.split(separator: " ").map(String.init) }, cell: { .text($0.joined(separator: " ")) })
    }
}

extension DrawOptions {
    /// How draws are made.
    fileprivate static var attributes: [RecordAttribute<DrawOptions>] {
        [
            RecordAttribute("draws", \.draws, .within(100...PartUncertainty.mostDraws)),
            RecordAttribute("seed", \.seed, .seed),
            RecordAttribute("confidence", \.confidence, .share(0.5...0.999)),
        ]
    }

    private var draws: Int {
        get { count ?? DrawOptions.usual }
        set { count = newValue }
    }

    fileprivate static let usually = DrawOptions(seed: 0)
}

extension MassRange {
    /// An interval.
    fileprivate static var attributes: [RecordAttribute<MassRange>] {
        [
            RecordAttribute("t", \.mass, .difference),
            RecordAttribute(
                "known", \.isKnown, .truth,
                Label("是否有任何数据给出区间；没有时上下限没有意义", "whether anything of it has a range; where not, the ends say nothing")),
            RecordAttribute("low", \.low, .difference),
            RecordAttribute("median", \.median, .difference),
            RecordAttribute("high", \.high, .difference),
            RecordAttribute(
                optional: "approach1", \.firstOrder, .double,
                Label("一阶误差传递的半宽，%", "the half-width by propagation to first order, %")),
            RecordAttribute(
                "bias", \.bias, .difference, Label("抽样均值减给定值", "the mean of the draws less what is stated")),
            RecordAttribute(
                optional: "quantified", \.quantified, .fraction,
                Label("所有数据都有区间的份额", "the share of which all data have a range")),
            RecordAttribute(
                "error", \.error, .double,
                Label("区间端点的标准误，占给定值的份额", "the standard error of the ends, as a share of what is stated")),
            RecordAttribute(
                "not_negative", \.notNegative, .fraction,
                Label(
                    "不小于零的抽样份额；目标的达到概率",
                    "the share of draws not below zero; of a target how likely it is met")),
        ]
    }

    fileprivate static let none = MassRange(
        mass: .zero, low: .zero, median: .zero, high: .zero, firstOrder: nil, bias: .zero, quantified: nil, error: 0,
        isKnown: false, notNegative: 0)
}

extension ReportUncertainty {
    /// How sure the totals of a package are.
    static let record = PackageRecord(
        "uncertainty",
        Label(
            "合计的不确定度：区间（range）、方差来源（datum，first 单独、total 含与其他数据的共同作用）、各等级所涉（class）、未量化（unknown）。由各 part 的 uncertainty 算出，几个地区共用的数据只算一次",
            "how sure totals are: intervals, what the variance comes from (alone, and in total with others), what rests on which class, what is not quantified. It follows from the uncertainty of the parts, each datum that several regions share counted once"
        ), from: ReportUncertainty(options: .usually, ranges: [], data: [], classes: [], unknown: [])
    ) {
        DrawOptions.attributes.map { $0.of(\.options) }
        RecordChild.records(Range.record, \.ranges)
        RecordChild.records(Datum.record, \.data)
        RecordChild.records(Class.record, \.classes)
        RecordChild.unknown(\.unknown)
    }
}

extension ReportUncertainty.Range {
    /// The interval of a total.
    static let record = PackageRecord(
        "range", from: ReportUncertainty.Range(county: nil, sector: nil, pollutant: "", range: .none)
    ) {
        RecordAttribute(optional: "county", \.county, .region)
        RecordAttribute(optional: "sector", \.sector, .code)
        RecordAttribute("pollutant", \.pollutant, .code)
        MassRange.attributes.map { $0.of(\.range) }
    }
}

extension ReportUncertainty.Datum {
    /// What a datum brings of the variance.
    static let record = PackageRecord(
        "datum",
        from: ReportUncertainty.Datum(
            pollutant: "", name: "", origin: nil, first: 0, total: nil, remaining: nil)
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("name", \.name, .identifier.clean)
        RecordAttribute(optional: "origin", \.origin, .origin)
        RecordAttribute("first", \.first, .double)
        RecordAttribute(optional: "total", \.total, .double)
        RecordAttribute(optional: "remaining", \.remaining, .double)
    }
}

extension ReportUncertainty.Class {
    /// What rests on one kind of knowledge.
    static let record = PackageRecord(
        "class",
        from: ReportUncertainty.Class(pollutant: "", share: ClassShare(origin: .stated, mass: .zero, share: 0))
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("origin", \.share.origin, .origin)
        RecordAttribute("t", \.share.mass, .mass)
        RecordAttribute("share", \.share.share, .double)
    }
}

extension UncertaintyRecord.Unknown {
    /// A datum that nobody tells a range of.
    static let record = PackageRecord(
        "unknown",
        Label(
            "没有任何来源给出区间的数据，及所涉排放量",
            "a datum that nobody tells a range of, with the tonnes that hang on it"),
        from: UncertaintyRecord.Unknown(pollutant: "", name: "", mass: .zero)
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("name", \.name, .identifier.clean)
        RecordAttribute("t", \.mass, .mass)
    }
}

/// A datum that sources share, with its distribution.
struct StatedVariable: Sendable {
    var id = ""
    var name = ""
    var origin = Spread.Origin.stated
    var shape = ""
    var parameters: [Double] = []
    var divisor = 1.0

    static let record = PackageRecord(
        "variable",
        Label(
            "多个源共用的数据：分布（对给定值之比乘以 divisor）。两个地区同名同分布的是同一个随机数",
            "a datum that sources share: its distribution, of the ratio to what is stated times the divisor. What has one name in two regions is one random number"
        ), from: StatedVariable()
    ) {
        RecordAttribute("id", \.id, .key)
        RecordAttribute("name", \.name, .identifier.clean)
        RecordAttribute("origin", \.origin, .origin)
        RecordAttribute("shape", \.shape, .oneOf(Spread.shapes))
        RecordAttribute("parameters", \.parameters, .numberList("r:numbers"))
        RecordAttribute("divisor", \.divisor, .double)
    }

    /// The spread; `nil` where the parameters are none of the shape.
    var spread: Spread? { Spread(shape: shape, parameters: parameters, divisor: divisor, origin: origin) }
}

/// A ratio that variables make.
struct StatedFormula: Sendable {
    var id = ""
    var text = ""

    static let record = PackageRecord(
        "formula",
        Label(
            "由变量算出的比值，运算写在运算数之后，如 1 v1 0.8 × − 0.2 ÷",
            "a ratio that variables make, each operation behind what it is of, as 1 v1 0.8 × − 0.2 ÷"),
        from: StatedFormula()
    ) {
        RecordAttribute("id", \.id, .key)
        RecordText(\.text, .identifier)
    }
}

/// How a sum depends on variables: of a part by county, sector and pollutant, of a plan by what it is of, its id and pollutant.
struct StatedSum: Sendable {
    var county, sector, of, id: String?
    var pollutant = ""
    var gross = Mass.zero
    var quantified = Mass.zero
    var terms: [UncertaintyRecord.Term] = []
    var errors: [UncertaintyRecord.RowError] = []

    static let record = PackageRecord(
        "sum",
        Label(
            "合计对变量的依赖：term 之和为合计，每项乘以各比值；rows 为各源自身的误差",
            "how a sum depends on variables: the terms add up to it, each multiplied by its ratios; rows are what sources err by on their own"
        ), from: StatedSum()
    ) {
        RecordAttribute(optional: "county", \.county, .region)
        RecordAttribute(optional: "sector", \.sector, .code)
        RecordAttribute(optional: "of", \.of, .code)
        RecordAttribute(optional: "id", \.id, .identifier)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("gross", \.gross, .mass)
        RecordAttribute("quantified", \.quantified, .mass)
        RecordChild.records(UncertaintyRecord.Term.record, \.terms)
        RecordChild.records(UncertaintyRecord.RowError.record, \.errors)
    }

    /// A group of a record, its key as attributes.
    init(_ group: UncertaintyRecord.Group, ofPart: Bool) {
        if ofPart {
            (county, sector) = (group.key[0], group.key[1])
        } else {
            (of, id) = (group.key[0], group.key[1].isEmpty ? nil : group.key[1])
        }
        (pollutant, gross, quantified) = (group.key[2], group.gross, group.quantified)
        (terms, errors) = (group.terms, group.errors)
    }

    private init() {}

    /// The group; `nil` where its key is not told.
    func group(ofPart: Bool) -> UncertaintyRecord.Group? {
        let key: [String]
        if ofPart {
            guard let county, let sector else { return nil }
            key = [county, sector, pollutant]
        } else {
            guard let of else { return nil }
            key = [of, id ?? "", pollutant]
        }
        return UncertaintyRecord.Group(
            key: key, gross: gross, quantified: quantified, terms: terms, errors: errors)
    }
}

extension UncertaintyRecord.Term {
    /// A mass with what multiplies it.
    static let record = PackageRecord("term", from: UncertaintyRecord.Term(ratios: [], mass: .zero)) {
        RecordAttribute("ratios", \.ratios, .ratios, isRequired: false)
        RecordAttribute("t", \.mass, .difference)
    }
}

extension UncertaintyRecord.RowError {
    /// What rows err by on their own.
    static let record = PackageRecord(
        "rows", from: UncertaintyRecord.RowError(origin: .stated, deviation: 0, squares: 0)
    ) {
        RecordAttribute("origin", \.origin, .origin)
        RecordAttribute(
            "deviation", \.deviation, .double,
            Label("标准差，占排放量的份额", "the standard deviation as a share of the emission"))
        RecordAttribute(
            "squares", \.squares, .wholeNumber,
            Label("各源整克数的平方和", "the sum over sources of squares of whole grams"))
    }
}

/// How totals of a part depend on data, with what the inventory states of how sure numbers are.
struct StatedUncertainty: Sendable {
    var options = DrawOptions.usually
    var record = UncertaintyRecord()
    var ranges = StatedRanges()

    static let record = PackageRecord(
        "uncertainty",
        Label(
            "合计对数据的依赖，汇总时据此计算上级的区间；stated 为清单给定的等级或半宽",
            "how totals depend on data, from which a merge works out its own intervals; stated are the classes and half-widths of the inventory"
        ), from: StatedUncertainty()
    ) {
        DrawOptions.attributes.map { $0.of(\.options) }
        RecordChild.records(StatedClass.record) {
            StatedClass.all(of: $0.ranges)
        } add: {
            $1.add(to: &$0.ranges)
        }
        RecordChild.variables(\.record)
        RecordChild.formulas(\.record)
        RecordChild.sums(\.record, ofPart: true)
        RecordChild.unknown(\.record.unknown)
    }
}

/// What an inventory states of how sure numbers are: one entry.
private struct StatedClass: Sendable {
    enum Of: String, CaseIterable { case factor, column, defaults, group }

    var of = Of.factor
    var name = ""
    var text = ""
    var isShared: Bool?

    static let record = PackageRecord("stated", from: StatedClass()) {
        RecordAttribute("of", \.of, .word)
        RecordAttribute("name", \.name, .identifier.clean.ifAny, isRequired: false)
        RecordAttribute("class", \.text, .identifier.clean)
        RecordAttribute(optional: "shared", \.isShared, .truth)
    }

    static func all(of stated: StatedRanges) -> [StatedClass] {
        let factors = stated.factors.sorted { $0.key < $1.key }
        let columns = stated.columns.sorted { $0.key < $1.key }
        let groups = stated.groups.sorted { $0.key < $1.key }
        return factors.map { StatedClass(of: .factor, name: $0.key, text: $0.value) }
            + columns.map {
                StatedClass(of: .column, name: $0.key, text: $0.value.text, isShared: $0.value.isShared ? true : nil)
            } + groups.map { StatedClass(of: .group, name: $0.key, text: $0.value.joined(separator: " ")) }
            + (stated.defaults.map { [StatedClass(of: .defaults, text: $0)] } ?? [])
    }

    func add(to stated: inout StatedRanges) {
        var (factors, columns) = (stated.factors, stated.columns)
        var (defaults, groups) = (stated.defaults, stated.groups)
        switch of {
        case .factor: factors[name] = text
        case .column: columns[name] = StatedRanges.Column(text, isShared: isShared ?? false)
        case .group: groups[name] = text.split(separator: " ").map(String.init)
        case .defaults: defaults = text
        }
        stated = StatedRanges(factors: factors, columns: columns, defaults: defaults, groups: groups)
    }
}

extension ScenarioUncertainty {
    /// How sure a plan's tonnes are, and what they depend on.
    static let record = PackageRecord(
        "uncertainty",
        Label(
            "方案的不确定度：现状、各措施和全部措施的减排量、实施后、目标（允许量减目标年排放量）、路径各年；无 id 为全部措施",
            "how sure a plan is: the inventory as it is, what each measure and all of them remove, the inventory after all, targets (what is allowed less what is emitted), years of the path; without id of all measures"
        ), from: ScenarioUncertainty(options: .usually, record: UncertaintyRecord(), intervals: [])
    ) {
        DrawOptions.attributes.map { $0.of(\.options) }
        RecordChild.records(Interval.record, \.intervals)
        RecordChild.variables(\.record)
        RecordChild.formulas(\.record)
        RecordChild.sums(\.record, ofPart: false)
        RecordChild.unknown(\.record.unknown)
    }
}

extension ScenarioUncertainty.Interval {
    /// One interval of a plan.
    static let record = PackageRecord(
        "interval", from: ScenarioUncertainty.Interval(kind: .baseline, id: "", pollutant: "", range: .none)
    ) {
        RecordAttribute("of", \.kind, .word)
        RecordAttribute("id", \.id, .identifier.ifAny, isRequired: false)
        RecordAttribute("pollutant", \.pollutant, .code)
        MassRange.attributes.map { $0.of(\.range) }
    }
}

extension RecordChild {
    /// Data that nobody tells a range of.
    fileprivate static func unknown(
        _ path: any WritableKeyPath<Record, [UncertaintyRecord.Unknown]> & Sendable
    ) -> Self {
        typed(UncertaintyRecord.Unknown.record) {
            $0[keyPath: path]
        } add: { record, own, _, _ in
            record[keyPath: path].append(own)
        }
    }

    /// Variables, whose words count up.
    fileprivate static func variables(_ path: any WritableKeyPath<Record, UncertaintyRecord> & Sendable) -> Self {
        typed(StatedVariable.record) {
            $0[keyPath: path].variables.enumerated().map { place, variable in
                let (shape, parameters, divisor) = variable.spread.stated
                return StatedVariable(
                    id: "v\(place + 1)", name: variable.name, origin: variable.spread.origin, shape: shape,
                    parameters: parameters, divisor: divisor)
            }
        } add: { record, own, element, cursor throws(DocumentError) in
            guard let spread = own.spread else { throw cursor.unreadable(element, "parameters") }
            record[keyPath: path].variables.append(UncertaintyRecord.Variable(name: own.name, spread: spread))
            guard own.id == "v\(record[keyPath: path].variables.count)" else { throw cursor.unreadable(element, "id") }
        }
    }

    /// Formulas, whose words count up.
    fileprivate static func formulas(_ path: any WritableKeyPath<Record, UncertaintyRecord> & Sendable) -> Self {
        typed(StatedFormula.record) {
            $0[keyPath: path].formulas.enumerated().map { StatedFormula(id: "f\($0 + 1)", text: $1) }
        } add: { record, own, element, cursor throws(DocumentError) in
            record[keyPath: path].formulas.append(own.text)
            guard own.id == "f\(record[keyPath: path].formulas.count)" else { throw cursor.unreadable(element, "id") }
        }
    }

    /// Sums with what they depend on.
    fileprivate static func sums(
        _ path: any WritableKeyPath<Record, UncertaintyRecord> & Sendable, ofPart: Bool
    ) -> Self {
        typed(StatedSum.record) {
            $0[keyPath: path].groups.map { StatedSum($0, ofPart: ofPart) }
        } add: { record, own, element, cursor throws(DocumentError) in
            guard let group = own.group(ofPart: ofPart) else {
                throw cursor.unreadable(element, ofPart ? "county, sector" : "of")
            }
            record[keyPath: path].groups.append(group)
        }
    }

    /// Records of a type that the schema names like their element.
    private static func typed<Item>(
        _ record: PackageRecord<Item>, of items: @escaping @Sendable (Record) -> [Item],
        add: @escaping @Sendable (inout Record, Item, XMLReader.Element, XMLCursor) throws(DocumentError) -> Void
    ) -> Self {
        Self(record.name, .typed(record.name, "r:\(record.name)", .any)) { value, xml in
            for item in items(value) { record.write(item, to: xml) }
        } read: { value, element, cursor throws(DocumentError) in
            try add(&value, try record.read(element, cursor), element, cursor)
        }
    }
}
