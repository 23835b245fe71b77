// What a report package of many sources costs: computing, writing every form, verifying, each in a process of its own.
// `Packages [ROWS] [FACTORS]`
import FoundationEssentials
import Glibc
import Lantian

let arguments = Array(CommandLine.arguments.dropFirst())
let factors = arguments.count > 1 ? arguments[1] : "../EmissionFactors"

/// An invented county of boilers.
func writeInventory(_ folder: String, rows: Int) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try AtomicFile.write("region: \"654002\"\nyear: 2024\ninvented: yes\n", to: folder + "/inventory.yaml")
    var file = try AtomicFile(folder + "/boilers.csv")
    var writer = CSVWriter()
    writer.row(["id", "firm_name", "fuel", "use", "technology", "capacity", "fuel_use", "nox_device", "nox_uptime"])
    let devices = ["none", "sncr", "scr"]
    for i in 0..<rows {
        writer.row([
            "B\(i)", "示例\(i % 997)厂", i % 3 == 0 ? "bituminous" : "raw_coal", i % 2 == 0 ? "heating" : "industrial",
            "chain_grate", String(2 + i % 60), String(100 + i % 9000), devices[i % 3], "0.9",
        ])
        if writer.bytes.count > 1 << 20 { try file.write(writer.take()) }
    }
    try file.write(writer.take())
    try file.commit()
}

/// One job on a folder: `package` makes the package alone, `verify` checks the one that `xml` wrote.
func run(_ job: String, _ folder: String) async throws {
    if job == "verify" {
        let results = await Verifier(VerificationOptions(factors: factors)).verify([folder + "/out-xml/report.xml"])
        guard results.allSatisfy(\.isAccepted) else { exit(1) }
        return
    }
    let package = try await package(folder)
    let formats = Set(ReportOptions.Format.allCases.filter { job == "all" || job == $0.rawValue })
    if job != "package" { try Report(package).write(to: folder + "/out-" + job, options: .init(formats: formats)) }
}

func package(_ folder: String) async throws -> ReportPackage {
    let assessment = try Assessment(folder: folder, options: .init(factors: factors))
    let (result, findings) = await assessment.emissions()
    return try ReportPackage(assessment, result: result, findings: findings)
}

/// Runs a job as a process and prints its wall and processor seconds and its peak memory.
func measure(_ job: String, _ folder: String) {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let start = Double(clock.tv_sec) + Double(clock.tv_nsec) * 1e-9
    var child: pid_t = 0
    var texts = ["Packages", "-", factors, job, folder].map { (text: String) -> UnsafeMutablePointer<CChar>? in
        strdup(text)
    }
    texts.append(nil)
    guard posix_spawn(&child, "/proc/self/exe", nil, nil, texts, environ) == 0 else { exit(1) }
    texts.forEach { free($0) }
    var status: Int32 = 0
    var usage = rusage()
    wait4(child, &status, 0, &usage)
    guard status == 0 else {
        print("\(job): failed")
        return
    }
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let wall = Double(clock.tv_sec) + Double(clock.tv_nsec) * 1e-9 - start
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    let used = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    print(
        "\(job): \(DecimalText.rounded(wall, decimals: 2)) s, processor \(DecimalText.rounded(used, decimals: 2)) s, "
            + "peak \(usage.ru_maxrss / 1024) MiB")
}

if arguments.count == 4 {
    try await run(arguments[2], arguments[3])
} else {
    let rows = arguments.first.flatMap { Int($0) } ?? 100_000
    let folder = (getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp") + "/lantian-packages-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try writeInventory(folder, rows: rows)
    print("\(rows) sources")
    for job in ["package"] + ReportOptions.Format.allCases.map(\.rawValue) + ["all", "verify"] { measure(job, folder) }
}
