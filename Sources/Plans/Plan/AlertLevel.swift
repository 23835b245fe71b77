public import Tables

/// A level of an alert 预警级别, with the share of the region's daily emission that must be cut.
public enum AlertLevel: String, Sendable, CaseIterable {
    case yellow, orange, red

    /// The name for people.
    public var label: Label {
        switch self {
        case .yellow: Label("黄色", "yellow")
        case .orange: Label("橙色", "orange")
        case .red: Label("红色", "red")
        }
    }
    /// What is asked for where no plan says otherwise: 10, 20 and 30 % of what all sources emit.
    public var required: Double {
        switch self {
        case .yellow: 0.1
        case .orange: 0.2
        case .red: 0.3
        }
    }
}
