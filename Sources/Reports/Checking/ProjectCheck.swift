import Quantities
import Tables

/// Whether projects are credited once: what packages credit and spend of one project, in all years together, is at most
/// what counts of it in full effect.
struct ProjectCheck {
    /// Which project a record is of: the firm, the unit or its outlet, what is done to it, for which pollutant, and when.
    private struct Key: Hashable {
        let firm, unit, table, action, pollutant, date: String

        /// A firm without a credit code is told by its county; an outlet without a permit by the firm.
        init(_ project: ReportProject) {
            firm = CreditCode.key(project.creditCode) ?? "\(project.county) \(project.firm)"
            unit = project.outlet.isEmpty ? project.source : "\(project.permit)/\(project.outlet) \(project.source)"
            (table, action, pollutant) = (project.table, project.action, project.pollutant)
            date = project.done ?? project.due ?? ""
        }
    }

    /// A record with the package that it stands in.
    private struct Record {
        let project: ReportProject
        let part: String
        let file: String
    }

    private var records: [Key: [Record]] = [:]
    /// The parts that were taken in: one that comes again is the same.
    private var parts: Set<String> = []

    /// Takes in the projects of a package, by the name it is told by.
    mutating func take(_ package: ReportPackage, file: String) {
        for part in package.parts where parts.insert(part.placeName).inserted {
            for project in part.scenario?.projects ?? [] {
                records[Key(project), default: []].append(Record(project: project, part: part.placeName, file: file))
            }
        }
    }

    /// What is credited more than once, told of the parts of a package.
    func findings(of package: ReportPackage, file: String) -> [Finding] {
        var findings: [Finding] = []
        for part in package.parts {
            for project in part.scenario?.projects ?? [] {
                let all = records[Key(project)] ?? []
                guard all.count > 1, let here = all.first(where: { $0.part == part.placeName && $0.project == project })
                else { continue }
                let others = all.filter { $0.part != here.part }
                guard !others.isEmpty, project.credited + project.spent > .zero else { continue }
                let full = all.map(\.project.counted).max() ?? .zero
                let credited = all.reduce(Mass.zero) { $0 + $1.project.credited }
                let spent = others.reduce(Mass.zero) { $0 + $1.project.spent }
                guard credited + spent + project.spent > full else { continue }
                let isSpent = credited + project.spent <= full
                let packages = others.map { "\($0.file) \($0.part) \($0.project.measure)" }.joined(separator: "; ")
                findings.append(
                    Finding(
                        .error, isSpent ? .projectSpent : .projectCreditedTwice,
                        at: Location(
                            file: file,
                            column: "\(part.placeName) \(project.measure) \(project.source) \(project.pollutant)"),
                        value: "\(project.credited.tonnes()) t; \(packages)",
                        expected: Label(
                            "各年认定与抵扣合计不超过 \(full.tonnes()) t",
                            "credits and offsets of all years: at most \(full.tonnes()) t")))
            }
        }
        return findings
    }
}

extension Finding.Message {
    static let projectCreditedTwice = Self(
        "project-credited-twice", "同一减排项目已在另一个包中认定", "another package credits the same project already")
    static let projectSpent = Self(
        "project-already-spent", "该减排项目在另一个包中已作新增源的抵扣", "another package has spent the same project as an offset")
    static let projectSum = Self(
        "arithmetic-project-sum", "项目减排量之和不等于措施的减排量", "the projects of a measure do not add up to its reduction")
    static let projectMoreThanFull = Self(
        "arithmetic-project-credit", "本年认定与抵扣超过项目的可认定量", "more is credited and spent than counts of the project")
}
