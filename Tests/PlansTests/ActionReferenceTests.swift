import Factors
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// The page on the plan's language: every action with its parameters, and an example that runs.
@Suite struct ActionReferenceTests {
    private static func measure(_ action: ActionName) -> String {
        "id: E, " + action.example.dropFirst().dropLast()
    }

    /// Each example is read without a finding and runs on the demonstration county without being refused.
    @Test("the example of an action runs", arguments: ActionName.allCases.map(\.rawValue))
    func examplesRun(name: String) throws {
        let action = try #require(ActionName(rawValue: name))
        let plan = try Samples.plan([Self.measure(action)])
        let measure = try #require(plan.measure("E"))
        #expect(measure.action == action && measure.waitingFor.isEmpty)
        let assessment = try #require(Samples.assessments["demo-county-2024"])
        let outcome = try #require(plan.evaluated(on: assessment).measures.first)
        #expect(outcome.verdict != .refused, "\(outcome.notes.map(\.text.en))")
        // What the demonstration county has sources for changes its tonnes.
        let without: Set = ["clean_heating", "stock_share", "straw_use"]
        #expect(
            outcome.verdict == .computed || without.contains(name), "\(outcome.verdict) \(outcome.notes.map(\.text.en))"
        )
    }

    /// A parameter stands once, has a unit and tells in both languages what it is and what is taken without it.
    @Test func everyParameterIsTold() {
        for action in ActionName.allCases {
            #expect(Set(action.parameterNames).count == action.parameterNames.count)
            for parameter in action.parameters {
                let texts = [
                    parameter.unit, parameter.default.zh, parameter.default.en, parameter.meaning.zh,
                    parameter.meaning.en,
                ]
                #expect(texts.allSatisfy { !$0.isEmpty }, "\(action.rawValue) \(parameter.name)")
            }
        }
    }

    @Test("the page on actions is the one the actions give") func page() throws {
        #expect(
            try Golden.difference(Self.text, file: Repository.docs + "/Reference/Actions.md") == nil)
    }

    private static var text: String {
        var text = """
            # 方案措施做法 · Actions of plans

            方案文件里 `action` 的每个词，由源码生成：参数写在 `with` 下，方案未印出的写 `"?"`。每个例子都由测试运行。
            `lantian plan --check 方案` 不需要清单即可检查方案文件。
            Every word for `action` in a plan, generated from the sources: parameters stand under `with`, and what a plan does not print is
            `"?"`. A test runs each example. `lantian plan --check PLAN` checks a plan file without an inventory.


            """
        for action in ActionName.allCases {
            text += "## \(action.rawValue) · \(action.label.zh) · \(action.label.en)\n\n"
            text += "| 参数 parameter | 单位 unit | 默认 default | 含义 meaning |\n| --- | --- | --- | --- |\n"
            for parameter in action.parameters {
                let cells = [
                    "`\(parameter.name)`", parameter.unit, parameter.default.zh + " · " + parameter.default.en,
                    parameter.meaning.zh + " · " + parameter.meaning.en,
                ]
                text += "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
            }
            text += "\n```yaml\n- \(action.example)\n```\n\n"
        }
        return String(text.dropLast())
    }
}
