import CLibXLSXWriter

/// A chart of bars in a workbook: the spreadsheet program draws it from the cells, so that it follows what is changed there.
public struct BarChart: Sendable {
    /// Cells of one sheet in a row or a column.
    public struct Cells: Sendable {
        /// The sheet's name.
        public let sheet: String
        /// Its rows, from 1.
        public let rows: ClosedRange<Int>
        /// Its columns, from 1.
        public let columns: ClosedRange<Int>

        /// Cells.
        public init(sheet: String, rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
            self.sheet = sheet
            self.rows = rows
            self.columns = columns
        }

        fileprivate var reference: String {
            let name = sheet.replacing("'", with: "''")
            let (first, last) = (
                WorkbookWriter.columnName(columns.lowerBound), WorkbookWriter.columnName(columns.upperBound)
            )
            return "='\(name)'!$\(first)$\(rows.lowerBound):$\(last)$\(rows.upperBound)"
        }
    }

    /// What stands above it.
    public var title: String
    /// What the bars are named by.
    public var names: Cells
    /// How long they are.
    public var values: Cells
    /// The quantity and unit along them.
    public var axis: String
    /// The colour of the bars, 0xRRGGBB.
    public var color: UInt32

    /// A chart.
    public init(title: String, names: Cells, values: Cells, axis: String, color: UInt32) {
        self.title = title
        self.names = names
        self.values = values
        self.axis = axis
        self.color = color
    }

    /// How many bars.
    var count: Int { max(values.rows.count, values.columns.count) }
}

extension WorkbookWriter.Sheet {
    /// Draws a chart of lying bars that begin at zero, the first name on top.
    public func add(_ chart: BarChart, row: Int, column: Int) {
        guard let (pointer, r, c) = place(row, column), let drawn = book.chart() else { return }
        withCStrings([chart.title, chart.axis, chart.names.reference, chart.values.reference, "#,##0"]) { texts in
            guard let series = chart_add_series(drawn, texts[2], texts[3]) else { return }
            var fill = lxw_chart_fill()
            fill.color = chart.color
            chart_series_set_fill(series, &fill)
            chart_series_set_labels(series)
            chart_series_set_labels_num_format(series, texts[4])
            chart_title_set_name(drawn, texts[0])
            chart_legend_set_position(drawn, UInt8(LXW_CHART_LEGEND_NONE.rawValue))
            // Of lying bars the library calls the axis of values x.
            chart_axis_set_reverse(drawn.pointee.y_axis)
            chart_axis_set_name(drawn.pointee.x_axis, texts[1])
            chart_axis_set_min(drawn.pointee.x_axis, 0)
            chart_axis_set_num_format(drawn.pointee.x_axis, texts[4])
        }
        var options = lxw_chart_options()
        options.x_scale = 1.5
        options.y_scale = max(0.9, Double(chart.count) * 0.09 + 0.45)
        book.note(worksheet_insert_chart_opt(pointer, r, c, drawn, &options), chart.title)
    }
}
