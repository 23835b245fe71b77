import Tables

extension ReportHeader {
    /// The name that a merged package gets where nobody names it.
    static func mergedName(_ place: Label, _ year: Int) -> Label {
        Label("\(place.zh) 汇总 \(year)", "\(place.en) merged, \(year)")
    }

    /// The place in a name of that form, whatever the year; `nil` in any other name.
    static func place(inMergedName name: Label) -> Label? {
        guard let zh = name.zh.firstRange(of: " 汇总 "), let en = name.en.firstRange(of: " merged, "),
            Int(name.zh[zh.upperBound...]) != nil, name.zh[zh.upperBound...] == name.en[en.upperBound...]
        else { return nil }
        return Label(String(name.zh[..<zh.lowerBound]), String(name.en[..<en.lowerBound]))
    }
}
