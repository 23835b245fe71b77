/// A firm's unified social credit code 统一社会信用代码 (GB 32100—2015): 18 characters, of which the last checks the others.
/// The older organization code 组织机构代码 (GB 11714—1997), nine characters, is taken too.
package struct CreditCode {
    /// The code in capitals, without marks between its parts.
    let text: String
    /// Whether form and check character are right.
    let isSound: Bool
    /// Whether a spreadsheet took it for a number and lost digits: different firms may then have one code.
    let isDamaged: Bool

    static let expectation = Label(
        "18 位代码，校验码符合 GB 32100", "a code of 18 characters whose check character keeps to GB 32100")

    init(_ cell: String) {
        let marked = CellText.identifier(cell).uppercased()
        // Most have no marks.
        let isBare = marked.utf8.allSatisfy {
            (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) && $0 != UInt8(ascii: "-")
        }
        let code = isBare ? marked : marked.filter { $0 != "-" && !$0.isWhitespace }
        let bytes = Array(code.utf8)
        isSound = bytes.withUnsafeBytes { CreditCode.isSound($0) }
        text = isSound ? code : CellText.plain(cell)
        guard !isSound, case .number = NumberText(CellText.folded(CellText.identifier(cell)), shift: 0) else {
            isDamaged = false
            return
        }
        // 9.16541E+17, or a number of 18 digits that has kept 15.
        isDamaged =
            bytes.contains { $0 == UInt8(ascii: "E") || $0 == UInt8(ascii: ".") } || bytes.suffix(2) == [48, 48]
    }

    /// What tells a firm from all others, or `nil` where a cell does not: it is blank or has lost digits.
    package static func key(_ cell: String) -> String? {
        let code = CreditCode(cell)
        let text = CellText.identifier(code.text).uppercased()
        return code.isDamaged || CellText.absence(text) != nil ? nil : text
    }

    /// The values of the 31 characters, 255 for all others: I, O, S, V and Z are not used.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in "0123456789ABCDEFGHJKLMNPQRTUWXY".utf8.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }()
    /// 3 to the power of the place, modulo 31.
    private static let weights: [Int] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

    /// Whether bytes are such a code as it stands, in capitals.
    static func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.count == 9 { return isOrganization(bytes) }
        guard bytes.count == 18 else { return false }
        var sum = 0
        for place in 0..<17 {
            let value = values[Int(bytes[place])]
            guard value < 31 else { return false }
            sum += Int(value) * weights[place]
        }
        return values[Int(bytes[17])] == UInt8((31 - sum % 31) % 31)
    }

    private static func isOrganization(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var sum = 0
        for (place, weight) in [3, 7, 9, 10, 5, 8, 4, 2].enumerated() {
            switch bytes[place] {
            case 48...57: sum += Int(bytes[place] - 48) * weight
            case 65...90: sum += Int(bytes[place] - 55) * weight
            default: return false
            }
        }
        let check = (11 - sum % 11) % 11
        return bytes[8] == (check == 10 ? UInt8(ascii: "X") : UInt8(48 + check))
    }
}

extension Finding.Message {
    static let wrongCreditCode = Finding.Message(
        "credit-code", "统一社会信用代码的位数、字符或校验码不符",
        "the length, a character or the check character of the credit code is wrong")
    static let damagedCreditCode = Finding.Message(
        "credit-code-damaged", "信用代码被表格软件当作数字，末尾数字已丢失，未采用；请将该列设为文本后重新填写",
        "a spreadsheet took the credit code for a number and lost digits: not used; make the column text and fill it in again"
    )
}
