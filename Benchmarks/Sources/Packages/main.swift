// What a report package of many sources costs: computing, writing every form, verifying.
// `Packages [ROWS] [FACTORS]`
import FoundationEssentials
import Glibc
import Lantian

let rowCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let factors = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "../EmissionFactors"
let folder = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/lantian-packages-\(getpid())"

func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Peak memory of the process so far, MiB.
func peak() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Int(usage.ru_maxrss) / 1024
}

/// An invented county of boilers.
func writeInventory() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try AtomicFile.write("region: \"654002\"\nyear: 2024\ninvented: yes\n", to: folder + "/inventory.yaml")
    var writer = CSVWriter()
    writer.row(["id", "firm_name", "fuel", "use", "technology", "capacity", "fuel_use", "nox_device", "nox_uptime"])
    let devices = ["none", "sncr", "scr"]
    for i in 0..<rowCount {
        writer.row([
            "B\(i)", "示例\(i % 997)厂", i % 3 == 0 ? "bituminous" : "raw_coal", i % 2 == 0 ? "heating" : "industrial",
            "chain_grate", String(2 + i % 60), String(100 + i % 9000), devices[i % 3], "0.9",
        ])
    }
    try AtomicFile.write(writer.bytes, to: folder + "/boilers.csv")
}

try writeInventory()
defer { try? FileManager.default.removeItem(atPath: folder) }
var last = now()
@MainActor func lap(_ what: String) {
    let time = now()
    print("\(what): \(DecimalText.rounded(time - last, decimals: 2)) s, peak \(peak()) MiB")
    last = now()
}
let assessment = try Assessment(folder: folder, options: .init(factors: factors))
lap("read \(rowCount) sources")
let (result, findings) = await assessment.emissions()
lap("compute")
let package = ReportPackage(assessment, result: result, findings: findings)
lap("package")
for format in ReportOptions.Format.allCases {
    try Report(package).write(to: folder + "/out-" + format.rawValue, options: ReportOptions(formats: [format]))
    lap("write " + (format == .xml ? "xml" : "xml and \(format.rawValue)"))
}
let verified = await Verifier(VerificationOptions(factors: factors)).verify([folder + "/out-xml/report.xml"])
lap("verify, accepted \(verified.allSatisfy(\.isAccepted))")
