/// What a cell of a workbook that is being written holds.
public enum CellContent: Hashable, Sendable {
    /// Text; at most 32,767 characters.
    case text(String)
    /// A number; must be finite.
    case number(Double)
    /// A formula such as `=SUM(A2:A9)`, with its value for programs that do not calculate.
    case formula(String, value: Double)
    /// A formula that gives a text, with its value.
    case textFormula(String, value: String)
    /// A truth value.
    case flag(Bool)
    /// A calendar day, shown as `2024-05-17` unless the style has a number format.
    case date(year: Int, month: Int, day: Int)
    /// Nothing but the style.
    case blank
}

/// How a cell of a workbook looks.
public struct CellStyle: Hashable, Sendable {
    /// Where a text stands from left to right.
    public enum Horizontal: Hashable, Sendable {
        /// Texts left, numbers right.
        case general
        /// At the left.
        case left
        /// In the middle.
        case center
        /// At the right.
        case right
    }

    /// Where a text stands from top to bottom.
    public enum Vertical: Hashable, Sendable {
        /// At the bottom.
        case bottom
        /// In the middle.
        case center
        /// At the top.
        case top
    }

    /// Whether letters are bold.
    public var isBold = false
    /// Whether letters are slanted.
    public var isItalic = false
    /// Whether long texts take several lines.
    public var wraps = false
    /// The font's name; `nil` for the program's own.
    public var fontName: String?
    /// The font's size in points; `nil` for the program's own.
    public var fontSize: Double?
    /// The colour of the letters, 0xRRGGBB.
    public var color: UInt32?
    /// The colour behind them, 0xRRGGBB.
    public var background: UInt32?
    /// Excel's number format, such as `#,##0.00` or `0.0%`.
    public var numberFormat: String?
    /// Where the text stands from left to right.
    public var horizontal = Horizontal.general
    /// Where the text stands from top to bottom.
    public var vertical = Vertical.bottom
    /// How many steps the text is moved in.
    public var indent = 0
    /// The colour of a thin line around the cell, 0xRRGGBB; `nil` for no line.
    public var border: UInt32?

    /// The plain style.
    public init() {}

    /// The plain style, changed.
    public init(_ change: (inout CellStyle) -> Void) { change(&self) }

    /// The style of a cell without any.
    public static let plain = CellStyle()
    /// A header: bold, dark on pale blue, in the middle, several lines, with a line around.
    public static let header = CellStyle {
        $0.isBold = true
        $0.wraps = true
        $0.background = 0xDDE8F2
        $0.border = 0x8EA4B8
        $0.horizontal = .center
        $0.vertical = .center
    }

    /// The same style with a number format.
    public func format(_ numberFormat: String) -> CellStyle {
        var copy = self
        copy.numberFormat = numberFormat
        return copy
    }
}

/// How a sheet is printed, on A4.
public struct PrintSetup: Hashable, Sendable {
    /// Whether the page lies.
    public var isLandscape = true
    /// Whether all columns are made to fit the page's width.
    public var fitsWidth = true
    /// On how many pages side by side the columns are spread, where they are made to fit.
    public var pagesWide = 1
    /// The columns repeated at the left of each page, from 1.
    public var repeatedColumns: ClosedRange<Int>?
    /// The rows repeated on top of each page, from 1.
    public var repeatedRows: ClosedRange<Int>?
    /// The text at the head of a page, in Excel's code: `&C` centre, `&P` page, `&N` pages, `&A` sheet.
    public var header = ""
    /// The text at the foot of a page.
    public var footer = "&C&P / &N"

    /// Landscape, fitting the width, page numbers at the foot.
    public init() {}
}

/// A title and a text that a spreadsheet program shows beside a cell or when it refuses an entry.
public struct CellMessage: Hashable, Sendable {
    /// The title; cut after 32 characters.
    public let title: String
    /// The text; cut after 255 characters.
    public let text: String

    /// A message.
    public init(title: String, text: String) {
        self.title = title
        self.text = text
    }
}
