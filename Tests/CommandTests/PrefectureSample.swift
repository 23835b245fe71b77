import Foundation
import Lantian
import TestSupport
import Testing

/// Twelve invented counties, 659901 to 659912, of the invented prefecture 659900, with keys of their own.
///
/// County n has two coal-fired boilers: 1000 + 100 (n − 1) t without control and 8000 t with SNCR, 30 % at 90 %. With
/// 4 kg/t NOx and 0.18 kg/t VOCs (T/CSES 144-2024) it emits
/// NOx (1000 + 100 (n − 1)) × 4 × 10⁻³ + 8000 × 4 × (1 − 0.3 × 0.9) × 10⁻³ = 27.36 + 0.4 (n − 1) t and
/// VOCs (9000 + 100 (n − 1)) × 0.18 × 10⁻³ = 1.62 + 0.018 (n − 1) t.
///
/// County 3 has a total off by 0.000001 t, county 5 claims the boiler of 500 t that county 6 has (2 t NOx, 0.09 t VOCs),
/// county 8 is changed after signing, county 10 sends last year's tables; all others are clean.
struct PrefectureSample {
    static let openssl = InstalledProgram("openssl")
    static let counties = 1...12
    private static let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
    private static let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

    /// The twelve packages, made once for all tests.
    static let shared = Task {
        let sample = PrefectureSample(folder: try TemporaryFolder())
        try sample.makeAuthority()
        try await sample.makePackages()
        return sample
    }

    let folder: TemporaryFolder

    static func code(_ county: Int) -> String { String(659900 + county) }

    /// The package as it lies at the prefecture.
    func package(_ county: Int) -> String { folder.path + "/received/\(Self.code(county))/report.xml" }
    /// The package of the year before.
    func previous(_ county: Int) -> String { folder.path + "/2023/\(Self.code(county))/report.xml" }
    func file(_ name: String) -> String { folder.path + "/" + name }

    /// The prefecture's certificate, `prefecture.pem`.
    private func makeAuthority() throws {
        try openssl(
            ["req", "-x509"] + Self.curve + [
                "-keyout", file("prefecture.key"), "-out", file("prefecture.pem"), "-days", "365", "-subj",
                "/CN=Example Prefecture (invented)", "-addext", "keyUsage=critical,keyCertSign",
            ])
    }

    /// The signed packages, and those of 2023 of counties 10 and 11.
    private func makePackages() async throws {
        for county in Self.counties {
            let code = Self.code(county)
            try FileManager.default.createDirectory(
                atPath: folder.path + "/received/" + code, withIntermediateDirectories: true)
            let identity = try identity(county)
            var text = String(decoding: try Report(try await report(county, year: 2024)).xml(), as: UTF8.self)
            if county == 3 {
                // 27.36 + 0.4 × 2 = 28.16 t, and a millionth of a tonne more.
                #expect(text.contains("t=\"28.16\""))
                text = text.replacing("t=\"28.16\"", with: "t=\"28.160001\"", maxReplacements: 1)
            }
            var bytes = try XMLSignature.sign(Array(text.utf8), file: "report.xml", as: identity)
            if county == 8 {
                let changed = String(decoding: bytes, as: UTF8.self).replacing("示例供热站8", with: "示例供热站9")
                #expect(Array(changed.utf8) != bytes)
                bytes = Array(changed.utf8)
            }
            try AtomicFile.write(bytes, to: package(county))
        }
        for county in [10, 11] {
            let old = try Report(try await report(county, year: 2023)).xml()
            try folder.write(old, to: "2023/\(Self.code(county))/report.xml")
        }
    }

    private func identity(_ county: Int) throws -> SigningIdentity {
        let name = file("key-\(county)")
        try openssl(
            ["req", "-new"] + Self.curve + [
                "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=Example County \(county) (invented)",
                "-addext", "keyUsage=critical,digitalSignature", "-addext", "basicConstraints=critical,CA:FALSE",
            ])
        try openssl([
            "x509", "-req", "-in", name + ".csr", "-CA", file("prefecture.pem"), "-CAkey", file("prefecture.key"),
            "-copy_extensions", "copy", "-set_serial", "\(100 + county)", "-days", "365", "-out", name + ".pem",
        ])
        return try SigningIdentity(keyFile: name + ".key", certificateFile: name + ".pem")
    }

    private func openssl(_ arguments: [String]) throws { try #require(Self.openssl).run(arguments) }

    private func report(_ county: Int, year: Int) async throws -> ReportPackage {
        let (code, numeral) = (Self.code(county), Self.numerals[county - 1])
        let place = "counties/\(code)-\(year)"
        // What was burned the year before differs, save in county 10, which sends the same table again.
        let fuel = 1000 + 100 * (county - 1) - (year == 2023 && county != 10 ? 50 : 0)
        try folder.write(
            """
            region: "\(code)"
            name: {zh: 示例\(numeral)县（虚构）\(year), en: "Example County \(county) (invented), \(year)"}
            year: \(year)
            invented: yes
            compiler: {zh: 示例\(numeral)县生态环境局（虚构）, en: Environment bureau of Example County \(county) (invented)}
            rule_book: inventory
            pollutants: [NOx, VOCs]

            """, to: place + "/inventory.yaml")
        try folder.write(
            """
            code,zh,en
            659900,示例州,Example Prefecture (invented)
            \(code),示例\(numeral)县,Example County \(county) (invented)

            """, to: place + "/regions.csv")
        var rows = [
            "B1,示例供热站\(county),,\(code),heating,raw_coal,chain_grate,20,\(fuel),none,,",
            "B2,示例热力公司\(county),,\(code),heating,raw_coal,chain_grate,65,8000,sncr,30%,90%",
        ]
        if county == 5 || county == 6 {
            rows.append("B7,示例物业公司,91659999100001377C,\(code),heating,raw_coal,chain_grate,10,500,none,,")
        }
        let header =
            "id,firm_name,credit_code,county_code,use,fuel,technology,capacity[t/h],fuel_use[t],"
            + "nox_device,nox_removal,nox_uptime"
        try folder.write(([header] + rows).joined(separator: "\n") + "\n", to: place + "/boilers.csv")
        let assessment = try Assessment(
            folder: folder.path + "/" + place, options: Assessment.Options(factors: Repository.factors))
        let (result, findings) = await assessment.emissions(balance: true)
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        return try ReportPackage(assessment, result: result, findings: findings)
    }
}
