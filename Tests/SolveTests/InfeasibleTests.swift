import Tables
import Testing

@testable import Solve

/// Targets that cannot be met, and why. All tables are invented.
@Suite struct InfeasibleTests {
    private static let text = """
        source,option,group,cost,NOx,VOCs
        B1,scr,A,100,10,-1
        B1,rto,A,90,-2,8
        B2,scr,B,80,6,0
        """

    @Test func `a target beyond all options says how far these go`() throws {
        let answer = try Answers.answer(InfeasibleTests.text, ["NOx >= 16.5", "VOCs >= 1"])
        #expect(answer.status == .infeasible)
        let finding = try #require(answer.findings.sorted.first)
        #expect(finding.message.code == "target-out-of-reach")
        #expect(finding.value == "NOx >= 16.5")
        #expect(finding.expected?.en == "<= 16 t")
        #expect(answer.findings.count(.error) == 1)
    }

    @Test func `targets that conflict are named, each with how far it can go, and no others`() throws {
        let answer = try Answers.answer(InfeasibleTests.text, ["NOx >= 12", "VOCs >= 5", "cost <= 1000"])
        #expect(answer.status == .infeasible)
        let found = answer.findings.sorted
        #expect(found.map(\.message.code) == ["targets-conflict", "targets-conflict"])
        #expect(found.compactMap(\.value) == ["NOx >= 12", "VOCs >= 5"])
        // With VOCs kept, B1 takes rto (−2) and B2 scr (6); with NOx kept, B1 takes scr (−1).
        #expect(found.map { $0.expected?.en } == ["<= 4 t", "<= -1 t"])
    }

    @Test func `a budget that is too small says what would be enough`() throws {
        let answer = try Answers.answer(InfeasibleTests.text, ["NOx in B >= 5", "cost <= 79.5"])
        #expect(answer.status == .infeasible)
        #expect(answer.findings.sorted.compactMap(\.value) == ["NOx in B >= 5", "cost <= 79.5"])
        #expect(answer.findings.sorted.map { $0.expected?.en } == ["<= 0 t", ">= 80"])
    }

    @Test func `without any target of a conflict the rest can be met`() throws {
        for seed in 0..<300 {
            let options = RandomOptions(seed: UInt64(seed))
            guard options.must.isEmpty, options.mustNot.isEmpty, options.best() == nil else { continue }
            let answer = try Answers.answer(options.text(), options.targets, most: options.most)
            let named = answer.findings.sorted.filter { $0.severity == .error }
            #expect(!named.isEmpty, "seed \(seed)")
            for finding in named where finding.message.code == "targets-conflict" {
                let others = named.compactMap(\.value).filter { $0 != finding.value }
                #expect(try Answers.answer(options.text(), others).status == .proved, "seed \(seed)")
            }
        }
    }

    @Test func `all that can be reached can be asked for, and a microgram more not`() throws {
        let text = "source,option,cost,NOx\nA,a,1,0.1\nB,b,1,0.2\nC,c,1,0.3\n"
        #expect(try Answers.answer(text, ["NOx >= 0.6"]).names == ["A a", "B b", "C c"])
        #expect(try Answers.answer(text, ["NOx >= 0.600000000001"]).status == .infeasible)
    }
}
