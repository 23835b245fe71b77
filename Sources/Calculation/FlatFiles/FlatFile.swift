public import Inventories
public import Quantities
import Tables

/// The annual flat files FF10 (Flat File 2010) that the emission processor SMOKE reads: one row a source and pollutant.
///
/// Layout: SMOKE user's manual 4.5, table 8.15 (ARINV) and 4.8.1, table 8.26 (PTINV), and the places that SMOKE's own readers
/// take (RDSRCFF10PT, RDDATAFF10PT, RDSRCFF10AR, RDDATAFF10AR). Only columns that those texts name are filled.
public enum FlatFile: String, Sendable, CaseIterable {
    /// Sources of a firm: boilers, kilns and VOC units that name one.
    case point = "ff10-point"
    /// What stands for many: households, area sources, and rows of the other kinds that name no firm.
    case nonpoint = "ff10-nonpoint"
    /// Machinery.
    case nonroad = "ff10-nonroad"
    /// Vehicles.
    case onroad = "ff10-onroad"

    /// The word behind `#FORMAT=`.
    public var format: String {
        switch self {
        case .point: "FF10_POINT"
        case .nonpoint: "FF10_NONPOINT"
        case .nonroad: "FF10_NONROAD"
        case .onroad: "FF10_ONROAD"
        }
    }

    /// The form that a row of a kind goes to: each row to exactly one.
    public init(of kind: SourceKind.ID, hasFirm: Bool) {
        switch kind {
        case .vehicles: self = .onroad
        case .nonroad: self = .nonroad
        case .households, .area: self = .nonpoint
        case .boilers, .kilns, .vocFirms: self = hasFirm ? .point : .nonpoint
        }
    }

    /// The places of the columns that are read and written, from 0.
    struct Places {
        let region = 1, tribe = 2
        let facility = 3, unit = 4, releasePoint = 5, process = 6, agencyFacility = 7, agencyUnit = 8
        let source: Int, pollutant: Int, annual: Int
        let name: Int?
        let stackHeight: Int?
    }

    /// Metres in a foot, in which heights of stacks stand.
    static let metresInFoot = 0.3048

    var places: Places {
        self == .point
            ? Places(source: 11, pollutant: 12, annual: 13, name: 15, stackHeight: 17)
            : Places(source: 5, pollutant: 7, annual: 8, name: nil, stackHeight: nil)
    }

    /// The names of the columns, in order.
    public var columns: [String] {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let monthly = months.map { $0 + "_value" } + months.map { $0 + "_pctred" } + ["comment"]
        guard self == .point else {
            return [
                "country_cd", "region_cd", "tribal_code", "census_tract_cd", "shape_id", "scc", "emis_type", "poll",
                "ann_value", "ann_pct_red", "control_ids", "control_measures", "current_cost", "cumulative_cost",
                "projection_factor", "reg_codes", "calc_method", "calc_year", "date_updated", "data_set_id",
            ] + monthly
        }
        return [
            "country_cd", "region_cd", "tribal_code", "facility_id", "unit_id", "rel_point_id", "process_id",
            "agy_facility_id", "agy_unit_id", "agy_rel_point_id", "agy_process_id", "scc", "poll", "ann_value",
            "ann_pct_red", "facility_name", "erptype", "stkhgt", "stkdiam", "stktemp", "stkflow", "stkvel", "naics",
            "longitude", "latitude", "ll_datum", "horiz_coll_mthd", "design_capacity", "design_capacity_units",
            "reg_codes", "fac_source_type", "unit_type_code", "control_ids", "control_measures", "current_cost",
            "cumulative_cost", "projection_factor", "submitter_id", "calc_method", "data_set_id",
            "facil_category_code", "oris_facility_code", "oris_boiler_id", "ipm_yn", "calc_year", "date_updated",
            "fug_height", "fug_width_xdim", "fug_length_ydim", "fug_angle", "zipcode", "annual_avg_hours_per_year",
        ] + monthly
    }
}

// MARK: Codes

extension FlatFile {
    /// China by ISO 3166-1, numeric.
    static let country = "156"

    /// The code of our own that stands in the column SCC, which is none of US EPA's: `LT`, the sector, the kind, and
    /// zeros up to the ten characters of such codes: SMOKE ends where one has fewer than eight.
    ///
    /// A sector that a pack adds has the number 99.
    public static func sourceCode(sector: String, kind: SourceKind.ID) -> String {
        let sectors = [
            "power", "heating", "industrial_boilers", "kilns", "road", "nonroad", "industry_voc",
            "oil_and_gas_distribution", "residential", "services", "agriculture_burning", "other",
        ]
        let ofKind =
            switch kind {
            case .boilers: 1
            case .kilns: 2
            case .vehicles: 3
            case .nonroad: 4
            case .vocFirms: 5
            case .households: 6
            case .area: 7
            }
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        return "LT" + two(sectors.firstIndex(of: sector).map { $0 + 1 } ?? 99) + two(ofKind) + "0000"
    }

    /// Pollutants whose names differ: ours, SMOKE's (its manual's own list), and further ones that are read.
    private static let names: [(ours: String, theirs: String, alike: [String])] = [
        ("NOx", "NOX", []), ("VOCs", "VOC", []), ("PM2.5", "PM2_5", ["PM25-PRI", "PM25"]),
        ("PM10", "PM10", ["PM10-PRI"]),
    ]

    /// A pollutant as SMOKE calls it; what it has no name for keeps ours.
    public static func name(of pollutant: String) -> String {
        names.first { $0.ours == pollutant }?.theirs ?? pollutant
    }

    /// Our name of a pollutant.
    static func pollutant(named name: String) -> String {
        let upper = name.uppercased()
        return names.first { $0.theirs == upper || $0.alike.contains(upper) || $0.ours == name }?.ours ?? name
    }
}

// MARK: Short tons

/// The American short ton 短吨 (2,000 lb = 907.18474 kg), in which flat files count.
public enum ShortTon {
    /// One short ton in micrograms, exactly.
    static let micrograms: Int128 = 907_184_740_000

    /// A mass in short tons with 15 decimals: reading it back gives the same micrograms.
    public static func text(of mass: Mass) -> String {
        let scale: Int128 = 1_000_000_000_000_000
        let magnitude = Int128(mass.micrograms.magnitude)
        let (whole, rest) = magnitude.quotientAndRemainder(dividingBy: micrograms)
        var (decimals, more) = (rest * scale).quotientAndRemainder(dividingBy: micrograms)
        if more * 2 > micrograms || (more * 2 == micrograms && decimals % 2 == 1) { decimals += 1 }
        more = decimals / scale
        var digits = String(decimals % scale)
        digits = String(repeating: "0", count: 15 - digits.count) + digits
        while digits.hasSuffix("0") { digits.removeLast() }
        return (mass.micrograms < 0 ? "-" : "") + String(whole + more) + (digits.isEmpty ? "" : "." + digits)
    }

    /// The mass of a decimal text in short tons, to the nearest microgram; `nil` where it is none or has more digits than any
    /// inventory.
    public static func mass(_ text: some StringProtocol) -> Mass? {
        var (digits, count, decimals, exponent): (Int128, Int, Int?, Int) = (0, 0, nil, 0)
        var isNegative = false
        var rest = text.utf8[...]
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        while let byte = rest.first {
            rest = rest.dropFirst()
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                // What stands beyond a thousandth of a microgram is no longer seen.
                if let places = decimals {
                    guard places < 18 else { continue }
                    decimals = places + 1
                }
                guard digits < 10_000_000_000_000_000_000_000_000 else { return nil }
                digits = digits * 10 + Int128(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "."):
                guard decimals == nil else { return nil }
                decimals = 0
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard count > 0, let power = Int(String(decoding: rest, as: UTF8.self)), abs(power) <= 20 else {
                    return nil
                }
                exponent = power
                rest = rest[rest.endIndex...]
            default: return nil
            }
        }
        guard count > 0 else { return nil }
        let (product, excess) = digits.multipliedReportingOverflow(by: micrograms)
        guard !excess else { return nil }
        var value = product
        let shift = exponent - (decimals ?? 0)
        if shift >= 0 {
            for _ in 0..<shift {
                let (more, excess) = value.multipliedReportingOverflow(by: 10)
                guard !excess else { return nil }
                value = more
            }
        } else {
            guard -shift <= 38 else { return .zero }
            var divisor: Int128 = 1
            for _ in 0..<min(-shift, 37) { divisor *= 10 }
            if shift == -38 { value /= 10 }
            let (whole, rest) = value.quotientAndRemainder(dividingBy: divisor)
            value = whole + (rest > divisor - rest || (rest == divisor - rest && whole % 2 == 1) ? 1 : 0)
        }
        return Mass(micrograms: isNegative ? -value : value)
    }
}
