/// Days, months and years as people write them.
enum DateText {
    /// 10000·year + 100·month + day of a folded text, 0 for what is not given; `nil` where it is no date.
    ///
    /// `2024`, `2024-05`, `2024-05-17`, `2024/5/7`, `2024.5.7`, `2024年5月`, `2024年5月17日`, `20240517`, `202405`,
    /// `二〇二四年五月`; the time of day may follow, as spreadsheets write it.
    static func date(_ text: String) -> Int32? {
        var body = inDigits(withoutTime(text[...]))[...]
        if body.count == 8, let packed = number(body) { return packedDate(packed) }
        // 201805 is May 2018: no year has six digits.
        if body.count == 6, let packed = number(body) {
            return packed % 100 == 0 ? nil : checked(packed / 100, packed % 100, 0)
        }
        if body.hasSuffix("年份") { body.removeLast() }
        let isChinese = body.contains("年")
        let separators: Set<Character> = isChinese ? ["年", "月", "日", "号"] : ["-", "/", "."]
        let parts = body.split(omittingEmptySubsequences: false) { separators.contains($0) }
        if isChinese {
            guard wellMarked(body) else { return nil }
        } else if Set(body.filter { separators.contains($0) }).count > 1 {
            return nil
        }
        let numbers = parts.filter { !(isChinese && $0.isEmpty) }.map { number($0) }
        guard (1...3).contains(numbers.count), parts[0].count == 4, let year = numbers[0] else { return nil }
        var fields: [Int] = [year, 0, 0]
        for (i, value) in numbers.enumerated().dropFirst() {
            guard let value, parts[i].count <= 2, value > 0 else { return nil }
            fields[i] = value
        }
        return checked(fields[0], fields[1], fields[2])
    }

    /// Without the time of day behind a day: `2018-05-17T08:30:00`, `2018/5/17 8:30`.
    private static func withoutTime(_ text: Substring) -> Substring {
        guard let mark = text.firstIndex(where: { $0 == "t" || $0 == " " }) else { return text }
        let time = text[text.index(after: mark)...].prefix { $0 != "." && $0 != "z" && $0 != "+" }
        let parts = time.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.count) && number($0) != nil }),
            number(parts[0]).map({ $0 < 24 }) == true,
            parts.dropFirst().allSatisfy({ number($0).map { $0 < 60 } == true })
        else { return text }
        return text[..<mark]
    }

    /// Years as 二〇一八年, in digits.
    private static func inDigits(_ text: Substring) -> String {
        let values: [Character: Character] = [
            "〇": "0", "零": "0", "○": "0", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7",
            "八": "8", "九": "9",
        ]
        guard let mark = text.firstIndex(of: "年"), text[..<mark].allSatisfy({ values[$0] != nil }) else {
            return String(text)
        }
        let months = ["十二", "十一", "十"]
        var rest = String(text[mark...])
        for (i, month) in months.enumerated() { rest = rest.replacing(month + "月", with: "\(12 - i)月") }
        rest = String(rest.map { values[$0] ?? $0 })
        return String(text[..<mark].map { values[$0] ?? $0 }) + rest
    }

    /// Whether 年, 月 and 日 stand in their order, each but the day's once, and the text ends with one.
    private static func wellMarked(_ text: Substring) -> Bool {
        let marks = String(text.filter { "年月日号".contains($0) })
        guard let last = text.last, "年月日号".contains(last) else { return false }
        return ["年", "年月", "年月日", "年月号"].contains(marks)
    }

    private static func packedDate(_ value: Int) -> Int32? {
        let (month, day) = (value / 100 % 100, value % 100)
        guard month > 0, day > 0 else { return nil }
        return checked(value / 10000, month, day)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    private static func checked(_ year: Int, _ month: Int, _ day: Int) -> Int32? {
        guard (1900...2199).contains(year), (0...12).contains(month) else { return nil }
        if day > 0 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            guard month > 0, day <= lengths[month - 1] else { return nil }
        }
        return Int32(year * 10000 + month * 100 + day)
    }
}
