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
