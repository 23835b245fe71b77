import Factors
import Inventories
import Quantities
import Synchronization
import Tables

extension CaseResolver {
    /// Looks up a factor table by what is known of the row. `keys` replaces the value of a key column by a code.
    func match(_ table: String, parameter: String? = nil, keys: [String: String] = [:], numbers: [String: Double] = [:])
        -> FactorMatch
    {
        guard keys.isEmpty, numbers.isEmpty else { return search(table, parameter, keys, numbers) }
        // The methods of a process ask the same tables over and over.
        let question = parameter.map { table + "|" + $0 } ?? table
        if let answer = known.answers.withLock({ $0[question] }) { return answer }
        let answer = search(table, parameter, keys, numbers)
        known.answers.withLock { $0[question] = answer }
        return answer
    }

    /// The factor that a table has, or `nil`. Numbers count by where they lie between the ends of the table's
    /// intervals: the months of a year are few questions.
    func factor(_ table: String, keys: [String: String] = [:], numbers: [String: Double]) -> Factor? {
        guard let factors = context.library.table(table) else { return nil }
        var question = table
        for (column, code) in keys.sorted(by: { $0.key < $1.key }) { question += "|" + column + "=" + code }
        for (column, number) in numbers.sorted(by: { $0.key < $1.key }) {
            question += "|" + column + "#" + String(factors.band(of: number, in: column))
        }
        if let answer = known.factors.withLock({ $0[question] }) { return answer }
        let values = values(factors, nil, keys, numbers)
        let answer = factors.find(values, year: context.manifest.year, in: context.book)
        questions?.note(table, values)
        known.factors.withLock { $0[question] = .some(answer) }
        return answer
    }

    private func search(_ table: String, _ parameter: String?, _ keys: [String: String], _ numbers: [String: Double])
        -> FactorMatch
    {
        guard let factors = context.library.table(table) else { return .none(nearest: nil, failedOn: nil) }
        let values = values(factors, parameter, keys, numbers)
        let answer = factors.match(values, year: context.manifest.year, in: context.book)
        questions?.note(table, values, answer)
        return answer
    }

    /// What is known of the row, by the key columns of a table.
    private func values(
        _ factors: FactorTable, _ parameter: String?, _ keys: [String: String], _ numbers: [String: Double]
    ) -> [FactorQuery.Value?] {
        factors.keyColumns.map { column -> FactorQuery.Value? in
            if !keys.isEmpty, let code = keys[column] { return lineage(code, in: vocabularyName(column)) }
            if !numbers.isEmpty, let number = numbers[column] { return .number(number) }
            switch column {
            case "parameter": return .text(parameter ?? "")
            case "kind": return .text(schema.id)
            case "pollutant": return lineage(pollutant, in: "pollutant")
            case "year": return .number(Double(context.manifest.year))
            case Column.countyCode:
                let code = word(Column.countyCode)
                guard code == 0 else { return lineage(ofWord: Column.countyCode) }
                return lineage(context.manifest.region, in: "county_code")
            default: break
            }
            guard let place = schema.place(ofKey: column) else { return nil }
            let id = schema.columns[place].id
            switch schema.columns[place].content {
            case .code: return lineage(ofWord: id)
            default: return .number(band(id) ?? usualNumber(id))
            }
        }
    }

    /// The library's usual value of a number that the row does not give and that a table's bands depend on.
    private func usualNumber(_ column: String) -> Double? {
        guard column == Column.heatValue || column == Column.gasHeatValue,
            case .found(let factor) = match("fuels/properties", parameter: column)
        else { return nil }
        return factor.value
    }

    private func vocabularyName(_ column: String) -> String { schema.column(column)?.vocabulary ?? column }

    /// A word with its broader words.
    private func lineage(_ code: String, in name: String) -> FactorQuery.Value {
        let vocabulary = context.library.vocabularies[name]
        guard let value = vocabulary.code(exactly: code) else { return .lineage([]) }
        return .lineage(proxied(vocabulary.lineage(of: value), code, name, vocabulary))
    }

    /// The row's word in a column with its broader words.
    private func lineage(ofWord column: String) -> FactorQuery.Value {
        guard let word = layout.words.first(where: { $0.column == column }) else { return .lineage([]) }
        let code = self.word(column)
        guard code != 0 else { return .lineage([]) }
        return .lineage(proxied(word.words.lineage(of: code), nil, word.vocabulary, word.words))
    }

    /// The stage of a family of factors that stands in for the row's stage; `nil` where none does.
    func standInStage(of set: String) -> String? {
        let stage = text(Column.stage)
        return context.library.notes["nonroad/stage_proxies"]?.first { $0["stage"] == stage && $0["set"] == set }?[
            "proxy"]
    }

    /// Whether a factor of a table is one of hydrocarbons.
    func isHydrocarbons(_ factor: Factor, of table: String) -> Bool {
        guard let place = context.library.table(table)?.keyColumns.firstIndex(of: "pollutant"),
            let code = context.library.vocabularies["pollutant"].code(exactly: "HC")
        else { return false }
        return factor.keys[place] == .code(code)
    }

    /// Words with those that stand in for them: hydrocarbons of engines where no factor for VOCs is known, and the
    /// stages that stand in for a stage of machinery.
    private func proxied(
        _ lineage: [UInt16], _ code: String?, _ name: String, _ vocabulary: Vocabulary
    ) -> [UInt16] {
        guard name == "pollutant" || name == "stage", let first = lineage.first else { return lineage }
        let code = code ?? vocabulary.text(first)
        var codes = lineage
        if name == "pollutant", code == "VOCs", let hydrocarbons = vocabulary.code(exactly: "HC"),
            !codes.contains(hydrocarbons)
        {
            codes.append(hydrocarbons)
        }
        if name == "stage" {
            for row in context.library.notes["nonroad/stage_proxies"] ?? [] where row["stage"] == code {
                if let proxy = row["proxy"].flatMap(vocabulary.code(exactly:)) {
                    codes += vocabulary.lineage(of: proxy).filter { !codes.contains($0) }
                }
            }
        }
        return codes
    }
}

/// What the factor tables answered for one case and pollutant.
final class MatchMemory: Sendable {
    let answers = Mutex<[String: FactorMatch]>([:])
    let factors = Mutex<[String: Factor?]>([:])
}
