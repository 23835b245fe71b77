import CLibXLSXWriter

extension WorkbookWriter.Sheet {
    /// A drop-down list in every cell of an area. Empty cells are allowed.
    ///
    /// Short lists stand in the rule itself; longer ones, and words with commas or quotes, stand in the hidden sheet
    /// `WorkbookWriter.listSheet`.
    ///
    /// - Parameters:
    ///   - prompt: shown beside a chosen cell.
    ///   - refusal: shown when an entry is refused.
    ///   - isStrict: whether other entries are refused; else they are let through with a warning.
    public func dropDown(
        _ words: [String], rows: ClosedRange<Int>, columns: ClosedRange<Int>, prompt: CellMessage? = nil,
        refusal: CellMessage? = nil, isStrict: Bool = true
    ) {
        guard !words.isEmpty else { return }
        let isShort = words.reduce(words.count - 1) { $0 + $1.utf8.count } <= 255
        let isPlain = words.allSatisfy { word in
            !word.isEmpty && !word.contains { ",\"\n".contains($0) } && word.first != " " && word.last != " "
                && word.first != "="
        }
        apply(prompt, refusal, isStrict, rows, columns) { rule in
            if isShort, isPlain {
                rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST.rawValue)
                withCStrings(words) { pointers in
                    var list = pointers + [nil]
                    list.withUnsafeMutableBufferPointer { list in
                        rule.value_list = list.baseAddress
                        validate(rows: rows, columns: columns, &rule)
                        rule.value_list = nil
                    }
                }
            } else {
                rule.validate = UInt8(LXW_VALIDATION_TYPE_LIST_FORMULA.rawValue)
                withCStrings([reference(to: words)]) { pointers in
                    rule.value_formula = pointers[0]
                    validate(rows: rows, columns: columns, &rule)
                    rule.value_formula = nil
                }
            }
        }
    }

    /// Only numbers within a range, both ends allowed; an infinite end means none. Empty cells are allowed.
    public func numbers(
        in range: ClosedRange<Double>, areWhole: Bool = false, rows: ClosedRange<Int>, columns: ClosedRange<Int>,
        prompt: CellMessage? = nil, refusal: CellMessage? = nil, isStrict: Bool = true
    ) {
        // Excel's numbers end near 1.8e308; a wide finite bound stands for an infinite one.
        let bounds = (max(range.lowerBound, -1e300), min(range.upperBound, 1e300))
        apply(prompt, refusal, isStrict, rows, columns) { rule in
            let type = areWhole ? LXW_VALIDATION_TYPE_INTEGER : LXW_VALIDATION_TYPE_DECIMAL
            rule.validate = UInt8(type.rawValue)
            switch (bounds.0 <= -1e300, bounds.1 >= 1e300) {
            case (false, true):
                rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_GREATER_THAN_OR_EQUAL_TO.rawValue)
                rule.value_number = bounds.0
            case (true, false):
                rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_LESS_THAN_OR_EQUAL_TO.rawValue)
                rule.value_number = bounds.1
            default:
                rule.criteria = UInt8(LXW_VALIDATION_CRITERIA_BETWEEN.rawValue)
                rule.minimum_number = bounds.0
                rule.maximum_number = bounds.1
            }
            validate(rows: rows, columns: columns, &rule)
        }
    }

    private func apply(
        _ prompt: CellMessage?, _ refusal: CellMessage?, _ isStrict: Bool, _ rows: ClosedRange<Int>,
        _ columns: ClosedRange<Int>, _ body: (inout lxw_data_validation) -> Void
    ) {
        func cut(_ text: String, _ count: Int) -> String {
            var scalars = String.UnicodeScalarView()
            scalars.append(contentsOf: text.unicodeScalars.prefix(count))
            return String(scalars)
        }
        let texts = [
            cut(prompt?.title ?? "", 32), cut(prompt?.text ?? "", 255), cut(refusal?.title ?? "", 32),
            cut(refusal?.text ?? "", 255),
        ]
        withCStrings(texts) { pointers in
            var rule = lxw_data_validation()
            if !texts[0].isEmpty { rule.input_title = pointers[0] }
            if !texts[1].isEmpty { rule.input_message = pointers[1] }
            if !texts[2].isEmpty { rule.error_title = pointers[2] }
            if !texts[3].isEmpty { rule.error_message = pointers[3] }
            let kind = isStrict ? LXW_VALIDATION_ERROR_TYPE_STOP : LXW_VALIDATION_ERROR_TYPE_WARNING
            rule.error_type = UInt8(kind.rawValue)
            body(&rule)
        }
    }
}
