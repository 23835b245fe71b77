import Foundation
import TestSupport
import Testing

/// `lantian solve --options`: what it prints and how it ends. The table is invented.
@Suite struct SolveVerbTests {
    private static let table = """
        source,option,group,cost,NOx,VOCs
        B1,lnb,north,100,10,0
        B1,scr,north,250,16,-0.5
        B2,lnb,south,180,12,0
        P1,rto,south,300,0,9

        """

    private func run(_ arguments: [String], table: String = SolveVerbTests.table) throws -> Program.Outcome {
        let folder = try TemporaryFolder()
        try folder.write(table, to: "options.csv")
        return try Program.run(["solve", "--options", "options.csv"] + arguments, in: folder.path)
    }

    private func json(_ outcome: Program.Outcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    }

    @Test func `the answer as JSON has cost, bound, gap, prices by target and what was chosen`() throws {
        let outcome = try run(["--target", "NOx >= 20", "--target", "VOCs >= 5 t", "--format", "json"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let answer = try json(outcome)
        #expect(answer["status"] as? String == "proved")
        #expect(answer["cost"] as? Double == 580)
        #expect(answer["bound"] as? Double == 580)
        #expect(answer["gap"] as? Double == 0)
        #expect(Set((answer["prices"] as? [String: Double] ?? [:]).keys) == ["NOx >= 20", "VOCs >= 5 t"])
        let chosen = (answer["chosen"] as? [[String: Any]] ?? []).map { "\($0["source"] ?? "") \($0["option"] ?? "")" }
        #expect(chosen == ["B1 lnb", "B2 lnb", "P1 rto"])
    }

    @Test func `the table says cost, bound and targets in both languages, and CSV the chosen options`() throws {
        let outcome = try run(["--target", "NOx in south >= 12", "--lang", "en"])
        #expect(outcome.output.contains("cost 180.00 yuan, of at least 180.00\nproved to be the optimum, 1 project"))
        #expect(try run(["--target", "NOx >= 12", "--lang", "zh"]).output.contains("费用 180.00 yuan"))
        let rows = try run(["--target", "NOx >= 20", "--format", "csv"])
        #expect(rows.output == "source,option,cost,NOx\nB1,lnb,100,10\nB2,lnb,180,12\n")
    }

    @Test func `targets that cannot be met end with 65 and say how far one can get`() throws {
        let alone = try run(["--target", "NOx >= 28.5", "--format", "json"])
        #expect(alone.code == 65)
        #expect(try json(alone)["status"] as? String == "infeasible")
        #expect(alone.errors.contains("options.csv: error: all options together do not reach this target"))
        #expect(alone.errors.contains("(found 'NOx >= 28.5'; expected <= 28 t)"))
        let both = try run(["--target", "NOx >= 20", "--budget", "200", "--lang", "zh"])
        #expect(both.code == 65)
        #expect(both.errors.contains("这些目标不能同时达到"))
    }

    @Test func `the most for a budget, and what must and must not be chosen`() throws {
        let most = try run(["--most", "NOx", "--budget", "280", "--format", "json"])
        #expect(most.code == 0)
        let answer = try json(most)
        #expect(answer["reduction"] as? Double == 22)
        #expect(answer["bound"] as? Double == 22)
        #expect(answer["cost"] as? Double == 280)
        let other = try run(["--target", "NOx >= 10", "--must", "B1=scr", "--must-not", "B2", "--format", "csv"])
        #expect(other.lines.dropFirst().first == "B1,scr,250,16")
    }

    @Test func `the curve is written corner by corner`() throws {
        let outcome = try run(["--curve", "NOx", "--format", "csv"])
        #expect(
            outcome.output == """
                reduction_t,cost,marginal_per_t,source,option
                0,0,,,
                10,100,10,B1,lnb
                22,280,15,B2,lnb
                28,430,25,B1,scr

                """)
    }

    @Test(
        "wrong usage ends with 64 before the table is read",
        arguments: [
            [], ["--target", "NOx"], ["--target", "NOx >= 5%"], ["--target", "NOx >= 5", "--gap", "2"],
            ["--target", "NOx >= 5", "--gap", "-1"], ["--target", "NOx >= 5", "--time", "0"], ["--most", "NOx"],
            ["--curve", "NOx", "--target", "NOx >= 5"], ["--target", "NOx >= 5", "--budget", "much"],
        ])
    func usage(_ arguments: [String]) throws {
        let outcome = try Program.run(["solve", "--options", "nowhere.csv"] + arguments)
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func `a table that is not there ends with 66, a bad one with 65 and each place`() throws {
        #expect(try Program.run(["solve", "--options", "nowhere.csv", "--target", "NOx >= 5"]).code == 66)
        let outcome = try run(["--target", "NOx >= 5"], table: "source,option,cost,NOx\nA,a,x,1\nB,b,1,y\n")
        #expect(outcome.code == 65)
        #expect(outcome.output.isEmpty)
        #expect(
            outcome.errors.contains("options.csv:2:3: [cost] error: not a number (found 'x'; expected the yearly cost"))
        #expect(outcome.errors.contains("options.csv:3:4: [NOx] error: not a number (found 'y'"))
        let unknown = try run(["--target", "NO2 >= 5"])
        #expect(unknown.errors.contains("did you mean 'NOx'?"))
    }

    @Test func `the proof of a bound is written where asked`() throws {
        let folder = try TemporaryFolder()
        try folder.write(SolveVerbTests.table, to: "options.csv")
        let outcome = try Program.run(
            ["solve", "--options", "options.csv", "--target", "NOx >= 20", "--certificate", "proof.json"],
            in: folder.path)
        #expect(outcome.code == 0)
        let proof = try JSONSerialization.jsonObject(with: Data(try folder.bytes(of: "proof.json"))) as? [String: Any]
        #expect(proof?["bound"] as? Double == 280)
        #expect(proof?["targets"] as? [String] == ["NOx >= 20"])
    }
}
