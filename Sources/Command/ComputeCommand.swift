import ArgumentParser
import Lantian

struct ComputeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compute", abstract: text("核算排放量", "compute emissions"))
    @Argument var folder: String
    @Option var factors = "EmissionFactors"
    @Option var by = "county,sector,pollutant"

    func run() async throws {
        do {
            let assessment = try Assessment(folder: folder, options: .init(factors: factors))
            for finding in assessment.findings.sorted { tell(finding.description(in: .en)) }
            let keys = by.split(separator: ",").compactMap { Grouping(String($0)) }
            let (result, findings) = await assessment.emissions(groupings: keys.map(\.name))
            for finding in findings.sorted { tell(finding.description(in: .en)) }
            for row in result.totals(by: keys) {
                print(row.keys.joined(separator: ","), row.emission.tonnes(), row.assumed.tonnes())
            }
            for p in result.context.pollutants { print(p, result.total(of: p)) }
        } catch let findings as Findings {
            for finding in findings.sorted { tell(finding.description(in: .en)) }
            throw ExitCode(65)
        }
    }
}
