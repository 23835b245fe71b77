public import Inventories

/// The processes of each source kind with their methods, best first.
public enum KindMethods {
    /// The processes of a kind, in the order of results.
    public static func processes(of kind: SourceKind.ID) -> [Process] {
        switch kind {
        case .boilers: boilers
        case .kilns: kilns
        case .vehicles: vehicles
        case .nonroad: nonroad
        case .vocFirms: vocFirms
        case .households: households
        case .area: area
        }
    }

    /// Every method with the kind and process it belongs to.
    public static var methods: [(kind: SourceKind.ID, process: Process, method: Method)] {
        SourceKind.ID.allCases.flatMap { kind in
            processes(of: kind).flatMap { process in process.methods.map { (kind, process, $0) } }
        }
    }

    /// The folders of factor tables that the methods of some kinds use.
    static func folders(of kinds: Set<SourceKind.ID>) -> Set<String> {
        Set(kinds.flatMap(folders)).union(kinds.isEmpty ? [] : ["rules", "uncertainty"])
    }

    static func folders(of kind: SourceKind.ID) -> [String] {
        switch kind {
        case .boilers: ["boilers", "limits", "fuels", "controls"]
        case .kilns: ["kilns", "boilers", "limits", "fuels", "controls"]
        case .vehicles: ["road"]
        case .nonroad: ["nonroad", "fuels"]
        case .vocFirms: ["voc", "controls"]
        case .households: ["households", "boilers"]
        case .area: ["area", "households", "controls"]
        }
    }

    // Each kind's processes, made when they are first asked for: a run of vehicles needs no kilns.

    private static let boilers = [Process("combustion", "燃烧", "combustion", CombustionMethods.boilers)]
    private static let kilns = [Process("combustion", "窑炉", "kiln", CombustionMethods.kilns)]
    private static let vehicles = [
        Process("exhaust", "尾气", "exhaust", RoadMethods.exhaust),
        Process("evaporation", "蒸发", "evaporation", RoadMethods.evaporation),
    ]
    private static let nonroad = [Process("exhaust", "尾气", "exhaust", NonRoadMethods.all)]
    private static let vocFirms = [Process("release", "逸散与排放", "release", VOCMethods.all)]
    private static let households = [Process("combustion", "燃烧", "combustion", HouseholdMethods.all)]
    private static let area = [Process("release", "排放", "release", AreaMethods.all)]
}
