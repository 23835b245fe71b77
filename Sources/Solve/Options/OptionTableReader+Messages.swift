import Tables

extension Finding.Message {
    static let noOptions = Finding.Message("no-options", "表中没有措施", "the table has no options")
    static let columnNotThere = Finding.Message("missing-column", "缺少一列", "a column is missing")
    static let pollutantNotThere = Finding.Message(
        "no-such-pollutant", "表中没有这种污染物的减排量", "the table has no reductions of this pollutant")
    static let twiceInHeader = Finding.Message("duplicate-column", "两列同名", "two columns have the same name")
    static let unitNotKnown = Finding.Message("unknown-unit", "表头中的单位不认识", "the unit in the header is not known")
    static let quoteNotClosed = Finding.Message("unclosed-quote", "引号没有闭合", "a quote is never closed")
    static let rowTooLong = Finding.Message(
        "too-many-fields", "这一行的字段比表头多；含逗号的内容要加引号", "the row has more fields than the header; quote what holds a comma")
    static let sumAmongOptions = Finding.Message("total-row", "这是合计行，不是排放源", "this row is a sum, not a source")
    static let identifierNotThere = Finding.Message("missing-value", "缺少编号", "an identifier is missing")
    static let twoGroups = Finding.Message("two-groups", "一个排放源不能属于两个组", "a source cannot be in two groups")
    static let reductionNotThere = Finding.Message(
        "missing-reduction", "减排量未填；未知不等于零", "the reduction is missing; unknown is not zero")
    static let numberNotRead = Finding.Message("not-a-number", "不是数字", "not a number")
    static let numberTooLarge = Finding.Message("value-out-of-range", "数值超出允许范围", "the value is out of range")
    static let optionTwice = Finding.Message(
        "duplicate-option", "同一排放源的同一措施出现两次", "an option of a source stands there twice")
}
