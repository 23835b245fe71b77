import Foundation
import TestSupport
import Testing

/// Lists of pollutants on longer ways than one verb: parts that are combined, many inventories at once, packages that are checked,
/// merged and compared, and the search for the cheapest plan. Nothing traps, and tonnes of a pollutant do not depend on the list.
@Suite struct PollutantPathTests {
    /// All, one, two, the same twice, unknown, no mass, none.
    private static let lists = PollutantMatrixTests.lists.filter { !["SO2", "VOCs,BC"].contains($0.text) }

    /// Two invented counties, the second without households.
    private func counties() throws -> TemporaryFolder {
        let folder = try Workplace.county(PollutantMatrixTests.tables)
        for (name, region) in [("a", "654002"), ("b", "654003")] {
            let manifest = InventoryText.manifest(year: 2024).replacingOccurrences(of: "654002", with: region)
            try folder.write(manifest, to: "all/\(name)/inventory.yaml")
            for (file, text) in PollutantMatrixTests.tables where name == "a" || file != "households.csv" {
                try folder.write(text, to: "all/\(name)/\(file)")
            }
        }
        try folder.write(PollutantMatrixTests.plan, to: "plan.yaml")
        return folder
    }

    private func run(
        _ line: String, _ list: String, in folder: TemporaryFolder, _ codes: [Int32]
    ) throws -> Program.Outcome {
        let outcome = try Program.run(
            line.split(separator: " ").map(String.init) + ["--pollutants", list, "--lang", "en", "--quiet"],
            in: folder.path)
        #expect(codes.contains(outcome.code), "\(line) --pollutants \(list): \(outcome.code) \(outcome.errors)")
        return outcome
    }

    @Test(arguments: ["compute county --by table,pollutant", "plan county plan.yaml"])
    func `parts with a list add up to one run with it`(_ verb: String) throws {
        let folder = try counties()
        var all: [String: [String]] = [:]
        for (number, list) in PollutantPathTests.lists.enumerated() {
            for part in 1...2 {
                _ = try run("\(verb) --part \(part)/2 --out \(number)-\(part)", list.text, in: folder, list.codes)
            }
            guard list.codes == [0] else {
                #expect(!Workplace.exists("\(number)-1", in: folder), "\(list.text)")
                continue
            }
            let whole = try run("\(verb) --format csv", list.text, in: folder, [0])
            let combined = try Program.run(
                "combine \(number)-2 \(number)-1 --format csv --lang en --quiet", in: folder.path)
            #expect(combined.code == 0 && combined.output == whole.output, "\(list.text): \(combined.errors)")
            let told = PollutantMatrixTests.told(combined.output)
            #expect(!told.isEmpty)
            if number == 0 { all = told }
            for (pollutant, rows) in told { #expect(rows == all[pollutant], "\(list.text): \(pollutant)") }
        }
    }

    @Test(arguments: [
        "compute --all all --by table,pollutant --format csv", "plan --all all plan.yaml --format csv",
        "check --all all",
    ])
    func `many inventories take every list, and tell the same of a pollutant in each`(_ verb: String) throws {
        let folder = try counties()
        var all: [String: [String]] = [:]
        for (number, list) in PollutantPathTests.lists.enumerated() {
            let told = PollutantMatrixTests.told(try run(verb, list.text, in: folder, list.codes).output)
            guard list.codes == [0], verb.hasSuffix("csv") else { continue }
            #expect(!told.isEmpty, "\(list.text)")
            if number == 0 { all = told }
            for (pollutant, rows) in told { #expect(rows == all[pollutant], "\(verb) \(list.text): \(pollutant)") }
        }
    }

    @Test func `packages written with any list are verified, merged and compared`() throws {
        let folder = try counties()
        var before: [String: [String]] = [:]
        for (number, list) in PollutantPathTests.lists.enumerated() {
            _ = try run(
                "report --all all --only xml --out p\(number)", list.text, in: folder, list.codes)
            guard list.codes == [0] else {
                #expect(!Workplace.exists("p\(number)", in: folder), "\(list.text)")
                continue
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/p\(number)").sorted()
            #expect(names.count == 2)
            let packages = names.map { "p\(number)/\($0)" }
            func program(_ line: String) throws -> Program.Outcome {
                let outcome = try Program.run(line + " --lang en", in: folder.path)
                #expect(outcome.code == 0, "\(list.text): \(line): \(outcome.code) \(outcome.errors)")
                return outcome
            }
            #expect(
                try program("verify \(packages.joined(separator: " "))").output.contains("2 accepted, 0 sent back"))
            _ = try program("merge \(packages.joined(separator: " ")) --region 654000 --out m\(number)")
            #expect(try program("verify m\(number)").output.contains("1 accepted, 0 sent back"))
            // Against the package of all pollutants: what both have is the same, whatever the list.
            let same = try program("diff m0 m\(number) --format csv")
            let told = PollutantMatrixTests.told(same.output)
            #expect(!told.isEmpty, "\(list.text): \(same.output)")
            if number == 0 { before = told }
            var compared = 0
            for (pollutant, rows) in told where !rows.allSatisfy({ $0.contains("new_t= change_t=") }) {
                #expect(rows == before[pollutant], "\(list.text): \(pollutant)")
                compared += 1
            }
            #expect(
                number == 0
                    ? compared > 8
                    : compared == Set(list.text.split(separator: ",").map { $0 == "nox" ? "氮氧化物" : $0 }).count)
        }
    }

    /// Closing of sources of six kinds at costs, all invented.
    private static let choices = Workplace.choices(
        ["boilers", "kilns", "vehicles", "nonroad", "voc_firms", "households"].enumerated().map {
            "{id: T-01.\($0), clauses: [T-01], title: {zh: 关停, en: close}, action: close, table: \($1), timing: {completed: 2025-12}, choose: free, cost: {annual: 1500, each: source}}"
        })

    @Test func `the cheapest plan takes targets of any pollutants, and tells the same of each`() throws {
        let folder = try counties()
        try folder.write(PollutantPathTests.choices, to: "choices.yaml")
        var all: [String: Double] = [:]
        for (number, list) in PollutantPathTests.lists.enumerated() {
            let targets = list.text.split(separator: ",").flatMap { ["--target", "\($0) -1%"] }
            let outcome = try Program.run(
                ["solve", "county", "choices.yaml", "--format", "json", "--lang", "en", "--quiet"] + targets
                    + (targets.isEmpty ? ["--target", list.text] : []), in: folder.path)
            let codes: [Int32] = list.codes == [0] ? [0] : [64, 65]
            #expect(codes.contains(outcome.code), "\(list.text): \(outcome.code) \(outcome.errors)")
            guard outcome.code == 0 else { continue }
            let answer = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
            for row in try #require(answer?["emissions"] as? [[String: Any]]) {
                let (pollutant, tonnes) = (row["pollutant"] as? String ?? "", row["inventory_t"] as? Double)
                if number == 0 { all[pollutant] = tonnes }
                #expect(tonnes != nil && tonnes == all[pollutant], "\(list.text): \(pollutant)")
            }
        }
        #expect(all.count > 5)
    }
}
