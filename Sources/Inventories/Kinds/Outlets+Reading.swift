import Quantities
package import Tables

extension Outlet {
    /// What rows tell of one outlet and pollutant.
    fileprivate struct Rows {
        var monitored: Mass?
        /// The row that tells of monitoring, and the first row of all.
        var monitoredAt: Location?
        let location: Location
        /// The devices by line, in the order of the rows.
        var lines: [(id: String, share: Double?, devices: [ControlLine.Device])] = []
    }

    /// The outlets of some tables, and the names of all, also of those that tell nothing; a finding for each row that tells
    /// no emission and no device, or an emission for the second time. Monitoring of a pollutant counts from the least share
    /// of valid hours on; always where there is none.
    package static func all(
        in tables: [Table], vocabularies: Vocabularies, leastValidShare: (String) -> Double?,
        findings: inout Findings
    ) -> (outlets: [Outlet], names: Set<Name>) {
        struct Key: Hashable {
            let name: Name
            let pollutant: String
        }
        var rows: [Key: Rows] = [:]
        var order: [Key] = []
        let pollutants = vocabularies["pollutant"]
        for table in tables {
            guard let permits = table.texts(Column.permitNumber), let numbers = table.texts(Column.outletNumber),
                let codes = table.codes(Column.pollutant)
            else { continue }
            let lines = table.texts(Column.line)
            for row in 0..<table.rowCount {
                let key = Key(
                    name: Name(permit: permits[row], number: numbers[row]), pollutant: pollutants.text(codes[row]))
                if rows[key] == nil { order.append(key) }
                var own = rows[key] ?? Rows(location: table.location(row: row))
                if let removal = table.number(Column.removal, row) {
                    own.add(removal, line: lines?[row] ?? "", of: table, row: row, &findings)
                }
                if table.number(Column.removal, row) == nil || table.number(Column.monitored, row) != nil
                    || table.number(Column.concentration, row) != nil
                {
                    own.monitor(
                        table, row, "\(key.name.permit) \(key.name.number) \(key.pollutant)",
                        leastValidShare: leastValidShare(key.pollutant), &findings)
                }
                rows[key] = own
            }
        }
        let outlets = order.compactMap { key -> Outlet? in
            guard let own = rows[key] else { return nil }
            let lines = own.controlLines(&findings)
            guard own.monitored != nil || !lines.isEmpty else { return nil }
            return Outlet(
                name: key.name, pollutant: key.pollutant, monitored: own.monitored, lines: lines,
                location: own.monitoredAt ?? own.location)
        }
        return (outlets, Set(order.map(\.name)))
    }
}

extension Outlet.Rows {
    /// A device of a line; the line's share may stand in any of its rows.
    fileprivate mutating func add(
        _ removal: Double, line: String, of table: Table, row: Int, _ findings: inout Findings
    ) {
        let share = table.number(Column.lineShare, row)
        if table.number(Column.uptime, row) == nil {
            findings.add(Finding(.note, .outletUptime, at: table.location(row: row, column: Column.uptime)))
        }
        let device = ControlLine.Device(removal: removal, uptime: table.number(Column.uptime, row) ?? 1)
        guard let place = lines.firstIndex(where: { $0.id == line }) else {
            lines.append((line, share, [device]))
            return
        }
        lines[place].devices.append(device)
        if let known = lines[place].share, let share, known != share {
            findings.add(
                Finding(
                    .error, .outletLineShare, at: table.location(row: row, column: Column.lineShare),
                    value: DecimalText.shortest(share), expected: Label(same: DecimalText.shortest(known))))
        }
        lines[place].share = lines[place].share ?? share
    }

    /// The year's emission of a row.
    fileprivate mutating func monitor(
        _ table: Table, _ row: Int, _ name: String, leastValidShare: Double?, _ findings: inout Findings
    ) {
        let location = table.location(row: row)
        if let first = monitoredAt {
            findings.add(
                Finding(
                    .error, .outletTwice, at: location, value: name,
                    expected: Label(
                        "每个排放口每种污染物一行（已见第 \(first.line ?? 0) 行）",
                        "one row an outlet and pollutant (line \(first.line ?? 0) has it)")))
            return
        }
        monitoredAt = location
        if let share = table.number(Column.validShare, row), let least = leastValidShare, share < least {
            findings.add(
                Finding(
                    .warning, .outletNotValid, at: table.location(row: row, column: Column.validShare),
                    value: DecimalText.shortest(share),
                    expected: Label("不低于 \(DecimalText.shortest(least))", "at least \(DecimalText.shortest(least))")))
            return
        }
        // mg/m3 × m3/h × h is mg, a thousand micrograms.
        let measured = table.number(Column.concentration, row).flatMap { concentration in
            table.number(Column.flow, row).flatMap { flow in
                table.number(Column.hours, row).map { concentration * flow * $0 * 1000 }
            }
        }
        let micrograms = table.number(Column.monitored, row).map { $0 * 1e12 } ?? measured
        guard let micrograms, micrograms <= OutletTable.mostTonnes * 1e12 else {
            findings.add(
                Finding(
                    .warning, .outletNotMonitored, at: location,
                    value: micrograms.map { DecimalText.shortest($0 / 1e12) + " t" },
                    expected: Label(
                        "监测排放量，或浓度、流量和小时数，不超过 \(Int(OutletTable.mostTonnes)) t；或治理设施的去除效率",
                        "the monitored emission, or concentration, flow and hours, at most \(Int(OutletTable.mostTonnes)) t; or the removal of a device"
                    )))
            return
        }
        monitored = Mass(micrograms: Int128(micrograms.rounded(.toNearestOrEven)))
    }

    /// The lines with their shares; none where the shares are not known or add up to more than the gas.
    fileprivate func controlLines(_ findings: inout Findings) -> [ControlLine] {
        guard lines.count > 1 || lines.first?.share != nil else {
            return lines.map { ControlLine(share: 1, devices: $0.devices) }
        }
        let shares = lines.compactMap(\.share)
        guard shares.count == lines.count, shares.reduce(0, +) <= 1 + 1e-9 else {
            findings.add(
                Finding(
                    .error, .outletLineShare, at: location,
                    value: shares.map(DecimalText.shortest).joined(separator: " + "),
                    expected: Label("每条线路的烟气比例，合计不超过 1", "the share of each line, together at most 1")))
            return []
        }
        return zip(lines, shares).map { ControlLine(share: $1, devices: $0.devices) }
    }
}

extension Table {
    /// A number of a row; `nil` where it has none.
    fileprivate func number(_ column: String, _ row: Int) -> Double? {
        numbers(column).flatMap { $0[row].isNaN ? nil : $0[row] }
    }
}

extension Finding.Message {
    static let outletTwice = Finding.Message(
        "outlet-twice", "同一排放口同一污染物出现两次", "an outlet has one pollutant twice")
    static let outletNotValid = Finding.Message(
        "outlet-not-valid", "排放口监测有效率不足，监测值不用", "too few valid hours at the outlet: its monitoring is not used")
    static let outletNotMonitored = Finding.Message(
        "outlet-not-monitored", "排放口没有可用的监测排放量，不分摊", "the outlet tells no emission that can be used: nothing is shared")
    static let outletUptime = Finding.Message(
        "outlet-uptime", "排放口治理设施的投运率未填，取 1", "uptime of a device at the outlet not given: 1 taken")
    static let outletLineShare = Finding.Message(
        "outlet-line-share", "并联治理线路的烟气比例缺失、不一致或合计大于 1，这些设施不计",
        "the shares of control lines are missing, differ or add up to more than 1: the devices are not counted")
}
