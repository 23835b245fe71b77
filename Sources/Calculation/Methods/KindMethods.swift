/// The processes of each source kind with their methods, best first.
public enum KindMethods {
    /// The processes of a kind, in the order of results.
    public static func processes(of kind: String) -> [Process] { all[kind] ?? [] }

    /// Every method with the kind and process it belongs to.
    public static var methods: [(kind: String, process: Process, method: Method)] {
        all.keys.sorted().flatMap { kind in
            processes(of: kind).flatMap { process in process.methods.map { (kind, process, $0) } }
        }
    }

    /// The folders of factor tables that the methods of some kinds use.
    static func tableGroups(of kinds: Set<String>) -> Set<String> {
        var groups: Set<String> = []
        for (kind, own) in [
            ("boilers", ["boilers", "limits", "fuels", "controls"]),
            ("kilns", ["kilns", "boilers", "limits", "fuels", "controls"]), ("vehicles", ["road"]),
            ("nonroad", ["nonroad"]),
            ("voc_firms", ["voc", "controls"]), ("households", ["households"]),
            ("area", ["area", "households", "controls"]),
        ] where kinds.contains(kind) { groups.formUnion(own) }
        return groups
    }

    private static let all: [String: [Process]] = [
        "boilers": [Process("combustion", "燃烧", "combustion", CombustionMethods.boilers)],
        "kilns": [Process("combustion", "窑炉", "kiln", CombustionMethods.kilns)],
        "vehicles": [
            Process("exhaust", "尾气", "exhaust", RoadMethods.exhaust),
            Process("evaporation", "蒸发", "evaporation", RoadMethods.evaporation),
        ],
        "nonroad": [Process("exhaust", "尾气", "exhaust", NonRoadMethods.all)],
        "voc_firms": [Process("release", "逸散与排放", "release", VOCMethods.all)],
        "households": [Process("combustion", "燃烧", "combustion", HouseholdMethods.all)],
        "area": [Process("release", "排放", "release", AreaMethods.all)],
    ]
}
