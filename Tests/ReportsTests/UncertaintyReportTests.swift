import Calculation
import Factors
import Foundation
import Plans
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// How sure totals are, in packages: the same as a run tells, checked again by whoever receives them, and added up with what
/// several regions share counted once.
@Suite struct UncertaintyReportTests {
    private static let ranges = """
        uncertainty:
          factors: {tcses: B, guide2014: C, manual24: B, controls/nox_removal: 15 %}
          columns:
            boilers: metered
            households.fuel_per_household: {class: estimate, shared: yes}
            households: statistics
          defaults: default
          groups: {analysis: [household.liangyp2017.honeycomb_briquette.NOx, household.liangyp2017.ball_briquette.NOx]}

        """

    /// One or several counties in one inventory; whether they say how sure their numbers are.
    private func package(
        _ counties: [(code: String, seed: Int)], region: String, ranges: String = UncertaintyReportTests.ranges,
        draws: DrawOptions? = nil, hasRanges: Bool = true
    ) async throws -> ReportPackage {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        try folder.write(
            """
            region: \(region)
            name: {zh: 虚构, en: invented}
            year: 2024
            invented: yes
            compiler: {zh: 虚构, en: invented}
            sources: {zh: 虚构, en: invented}
            sulphur: {gasoline: 10, diesel: 10}
            pollutants: [NOx, VOCs, SO2]
            defaults:
              - {table: boilers, column: fuel_use, value: "900", when: {technology: chain_grate}, reason: {zh: 虚构, en: invented}}

            """ + ranges, to: "inventory.yaml")
        var (boilers, households) = (
            "id,county_code,use,fuel,technology,capacity,fuel_use,sulphur,nox_device,nox_removal,nox_uptime\n",
            "id,county_code,fuel,stove,households,fuel_per_household\n"
        )
        for (code, seed) in counties {
            for i in 0..<6 {
                boilers +=
                    "\(code)-\(i),\(code),heating,bituminous,\(i % 2 == 0 ? "stoker" : "chain_grate"),\(10 + i),"
                    + (i == 5 ? "" : "\(1000 + 370 * i + 13 * seed)") + ",0.6%,"
                    + (i == 3 ? "sncr,\(20 + seed)%,80%" : i == 2 ? "sncr,," : "none,,") + "\n"
            }
            households += "\(code)-H,\(code),raw_coal,traditional,\(1000 * seed),2.5\n"
        }
        try folder.write(boilers, to: "boilers.csv")
        try folder.write(households, to: "households.csv")
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        options.uncertainty = hasRanges
        let assessment = try Assessment(folder: folder.path, options: options)
        let (result, findings) = await assessment.emissions(
            groupings: hasRanges ? PartUncertainty.groupings : [], balance: true)
        let own = DrawOptions(count: 1000, seed: DrawOptions.seed(of: assessment.context.manifest))
        return try ReportPackage(
            assessment, result: result, findings: findings, draws: hasRanges ? draws ?? own : nil)
    }

    /// A package of two counties is that of one inventory that has both: factors, defaults and shared columns err alike in
    /// both, and every number, seed and share is the same.
    @Test(arguments: [
        [("653022", 1), ("653023", 2)], [("653022", 5), ("653024", 3)], [("653022", 1), ("653023", 4), ("653024", 9)],
    ])
    func `merging is one run over all`(counties: [(String, Int)]) async throws {
        let counties = counties.map { (code: $0.0, seed: $0.1) }
        let whole = try await package(counties, region: "653000")
        var parts: [ReportPackage] = []
        for county in counties { parts.append(try await package([county], region: county.code)) }
        let verified = try await Counties.verify(parts)
        for result in verified { #expect(result.errorCodes == []) }
        let merged = try #require(ReportPackage.merged(verified))
        let (told, right) = (try #require(merged.uncertainty), try #require(whole.uncertainty))
        #expect(told.ranges.count >= 20 && told.options == right.options)
        for (a, b) in zip(told.ranges, right.ranges) { #expect(a == b, "\(a) \(b)") }
        #expect(told == right)
        // Order and stages change nothing.
        #expect(ReportPackage.merged(verified.reversed())?.uncertainty == told)
        let stage = try #require(ReportPackage.merged([verified[0], verified[1]]))
        let staged = try await Counties.verify([stage] + parts.dropFirst(2))
        #expect(ReportPackage.merged(staged)?.uncertainty == told)
        let again = try await Counties.verify([merged])
        #expect(again[0].errorCodes == [])

        // Independent counties would make the prefecture surer than it is.
        for pollutant in ["NOx", "SO2"] {
            func half(_ range: MassRange?) throws -> Double {
                let range = try #require(range)
                return try #require(range.firstOrder) / 100 * range.mass.inTonnes
            }
            let apart = try counties.reduce(0.0) { sum, county in
                let own = try half(told.range(county: county.code, pollutant))
                return sum + own * own
            }.squareRoot()
            #expect(try half(told.range(pollutant)) > 1.2 * apart, "\(pollutant)")
        }
    }

    /// The grand total of a package is the one of `compute` by pollutant, and of a county that says nothing the tonnes are
    /// not quantified.
    @Test func `a package tells what a run tells, and what says nothing is not quantified`() async throws {
        let a = try await package([("653022", 1)], region: "653022")
        let told = try #require(a.uncertainty)
        let range = try #require(told.range("NOx"))
        #expect(range.low < range.median && range.median < range.high && range.low > .zero)
        #expect(told.range(county: "653022", "NOx")?.mass == range.mass)
        let b = try await package([("653023", 2)], region: "653023", hasRanges: false)
        #expect(b.uncertainty == nil)
        let verified = try await Counties.verify([a, b])
        let merged = try #require(ReportPackage.merged(verified))
        let both = try #require(merged.uncertainty?.range("NOx"))
        #expect(both.mass.inTonnes > range.mass.inTonnes)
        let share = try #require(range.quantified) * range.mass.inTonnes / both.mass.inTonnes
        #expect(abs(try #require(both.quantified) - share) < 1e-9)
        #expect(merged.uncertainty?.range(county: "653023", "NOx")?.isKnown == false)
        #expect(try await Counties.verify([merged])[0].errorCodes == [])
    }

    /// First order shares add up to 1; with others no datum does less than alone, to what draws leave.
    @Test func `shares of the variance, alone and in total`() async throws {
        let told = try #require(
            try await package(
                [("653022", 1)], region: "653022", draws: DrawOptions(count: 20_000, seed: 3)
            ).uncertainty)
        let data = told.data.filter { $0.pollutant == "NOx" }
        #expect(data.count >= 4)
        #expect(abs(data.reduce(0) { $0 + $1.first } - 1) < 1e-9)
        for datum in data {
            let total = try #require(datum.total)
            #expect(total > 0.8 * datum.first - 0.01 && total < 1.3 * datum.first + 0.03, "\(datum)")
        }
        let classes = told.classes.filter { $0.pollutant == "NOx" }
        #expect(abs(classes.reduce(0) { $0 + $1.share.share } - 1) < 1e-9)
        #expect(classes.contains { $0.share.origin.code == "recalled:B" && $0.share.mass > .zero })
        #expect(told.recalled.contains("B"))
    }

    /// What is changed in a package by hand is refused: an interval, a class, a weight, a distribution, a seed, or all of it.
    @Test(arguments: [
        ("low=\"", "low=\"1", "uncertainty-differs"), ("seed=\"", "seed=\"1", "uncertainty-differs"),
        ("first=\"0.", "first=\"0.1", "uncertainty-differs"),
        ("class=\"metered\"", "class=\"survey\"", "recompute-uncertainty"),
        ("name=\"tcses\" class=\"B\"", "name=\"tcses\" class=\"A\"", "recompute-uncertainty"),
        ("shape=\"log_normal\" parameters=\"-0.", "shape=\"log_normal\" parameters=\"-0.1", "recompute-uncertainty"),
        ("squares=\"", "squares=\"1", "recompute-uncertainty"),
        ("<term ratios=\"v1\"", "<term", "recompute-uncertainty"),
        ("<term ratios=\"v1\" t=\"", "<term ratios=\"v1\" t=\"1", "uncertainty-sum"),
        (
            "fuel_use#900\" origin=\"recalled:default\" shape", "fuel_use#901\" origin=\"recalled:default\" shape",
            "recompute-uncertainty"
        ),
    ])
    func `altered ones are refused`(old: String, new: String, code: String) async throws {
        let package = try await package([("653022", 1)], region: "653022")
        let text = String(decoding: try Report(package).xml(), as: UTF8.self)
        #expect(text.contains(old), "\(old)")
        let verified = try await Counties.verify(
            [package],
            tamper: {
                $0.replacing(old, with: new, maxReplacements: 1)
            })
        #expect(verified[0].errorCodes.contains(code), "\(verified[0].errorCodes)")
    }

    @Test func `a package without its intervals, or with those of nothing, is refused`() async throws {
        let package = try await package([("653022", 1)], region: "653022")
        let lacking = try await Counties.verify(
            [package],
            tamper: { text in
                let start = text.range(of: "<uncertainty ")
                let end = text.range(of: "</uncertainty>")
                guard let start, let end else { return text }
                return String(text[..<start.lowerBound] + text[end.upperBound...])
            })
        #expect(lacking[0].errorCodes == ["uncertainty-differs"])
        let hostile = try await Counties.verify(
            [package],
            tamper: { text in
                text.replacing("<formula id=\"f1\">", with: "<formula id=\"f1\">1 2 ")
                    .replacing("parameters=\"", with: "parameters=\"1e99 ", maxReplacements: 1)
            })
        #expect(!hostile[0].errorCodes.isEmpty)
    }

    @Test func `what is read is what was written, and tables speak both languages`() async throws {
        let package = try await package([("653022", 1)], region: "653022")
        let read = try ReportPackage.read(bytes: try Report(package).xml(), file: "report.xml")
        #expect(!read.findings.hasErrors)
        #expect(read.package == package)
        try await Samples.inScratch { folder in
            for language in [Language.zh, .en] {
                let out = folder + "/" + language.rawValue
                let names = try Report(package).write(to: out, options: ReportOptions(language: language))
                #expect(
                    Set(names).isSuperset(of: [
                        "uncertainty.csv", "variance.csv", "uncertainty_classes.csv", "unquantified.csv",
                    ]))
                let table = try String(contentsOfFile: out + "/uncertainty.csv", encoding: .utf8)
                #expect(
                    table.contains(
                        "pollutant,emission_t,low_t,median_t,high_t,approach1_pct,bias_t,quantified_share"))
                let page = try String(contentsOfFile: out + "/report.html", encoding: .utf8)
                #expect(page.contains("class=\"w\"") && page.contains(language == .zh ? "横须为 95 %" : "whiskers"))
                #expect(page.contains(language == .zh ? "凭记忆录入" : "are recalled"))
            }
        }
    }

    /// The demonstration county under a plan: intervals of each measure, of targets and of the path travel, are drawn, and
    /// altered ones are refused.
    @Test func `a plan's intervals are checked again`() async throws {
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.uncertainty = true
        let folder = Samples.root + "/Inventories/demo-county-2024"
        let assessment = try Assessment(folder: folder, options: options)
        let (result, found) = await assessment.emissions(groupings: PartUncertainty.groupings, balance: true)
        var findings = Findings()
        let path = Samples.root + "/Inventories/inner-mongolia-2025/plans/inner-mongolia-2025.yaml"
        let plan = try #require(
            Plan(file: path, vocabularies: assessment.context.library.vocabularies, findings: &findings))
        let draws = DrawOptions(count: 500, seed: 7)
        let scenario = try ReportScenario(plan.evaluated(on: assessment), year: 2025, draws: draws)
        let package = try ReportPackage(
            assessment, result: result, findings: found, scenario: scenario, plan: path, draws: draws)
        let sure = try #require(scenario.uncertainty)
        let reduction = try #require(sure.range(.reduction, "", "NOx"))
        #expect(reduction.mass == scenario.rows.filter { $0.pollutant == "NOx" }.reduce(.zero) { $0 + $1.reduction })
        #expect(sure.range(.path, "2025", "NOx")?.isKnown == true)
        #expect(sure.interval(.target, "NM-03", "NOx")?.probability == 0)
        let read = try ReportPackage.read(bytes: try Report(package).xml(), file: "report.xml")
        #expect(read.package == package)
        let verified = try await Counties.verify([package])
        #expect(verified[0].errorCodes == [], "\(verified[0].all.map { $0.finding.description(in: .en) }.prefix(5))")
        for (old, new, code) in [
            ("of=\"reduction\" pollutant=\"NOx\" t=", "of=\"reduction\" pollutant=\"NOx\" t=", ""),
            ("not_negative=\"0\"", "not_negative=\"1\"", "uncertainty-differs"),
        ] {
            let changed = try await Counties.verify([package], tamper: { $0.replacing(old, with: new) })
            #expect(code.isEmpty ? changed[0].isAccepted : changed[0].errorCodes == [code], "\(old)")
        }
        try await Samples.inScratch { folder in
            try Report(package).write(to: folder + "/out", options: ReportOptions(language: .en))
            let page = try String(contentsOfFile: folder + "/out/report.html", encoding: .utf8)
            #expect(page.contains("class=\"fan\"") && page.contains("met with a probability of 0 %"))
            let targets = try String(contentsOfFile: folder + "/out/targets.csv", encoding: .utf8)
            #expect(targets.contains(",state,probability"))
        }
    }
}
