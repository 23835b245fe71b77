import Foundation
import TestSupport
import Testing

@testable import Solve

/// The interpreter of the machine.
enum Python {
    /// Where it is; `nil` where there is none.
    static let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { $0 + "/python3" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// Answers checked by a short program of another language that knows the table alone. All tables are invented.
@Suite(.enabled(if: Python.path != nil, "Python is not installed"))
struct CertificateTests {
    private func verdict(_ text: String, _ answer: String, _ certificate: String) throws -> String {
        let folder = try TemporaryFolder()
        let files = try [("options.csv", text), ("answer.json", answer), ("certificate.json", certificate)].map {
            try folder.write($1, to: $0)
        }
        let process = Process()
        process.executableURL = URL(filePath: Python.path ?? "")
        process.arguments = [Repository.root + "/Tests/Additions/certificate.py"] + files
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func `answers and proofs hold`() throws {
        var checked = 0
        for seed in 800..<850 {
            let options = RandomOptions(seed: UInt64(seed))
            let answer = try? Answers.answer(
                options.text(), options.targets, most: options.most, must: options.must, mustNot: options.mustNot)
            guard let answer, answer.status == .proved else { continue }
            let certificate = try #require(answer.certificate)
            #expect(try verdict(options.text(), answer.json, certificate) == "sound", "seed \(seed)")
            checked += 1
        }
        #expect(checked >= 10)
    }

    @Test func `proofs with counts of equal sources hold`() throws {
        for seed in 2400..<2420 {
            let options = RandomOptions(seed: UInt64(seed)).withEqualSources()
            let answer = try? Answers.answer(
                options.text(), options.targets, most: options.most, must: options.must, mustNot: options.mustNot)
            guard let answer, answer.status == .proved else { continue }
            let certificate = try #require(answer.certificate)
            #expect(try verdict(options.text(), answer.json, certificate) == "sound", "seed \(seed)")
        }
        var rows = ["source,option,cost,NOx,VOCs"]
        for source in 10..<22 { rows += ["A\(source),lnb,101,7,1", "A\(source),scr,233,16,0"] }
        for source in 10..<19 { rows += ["B\(source),lnb,87,6,-1", "B\(source),rto,140,2,11"] }
        for source in 0..<3 { rows.append("C\(source),scr,\(150 + 17 * source),\(10 + source),3") }
        let text = rows.joined(separator: "\n")
        let answer = try Answers.answer(text, ["NOx >= 99", "VOCs >= 33"])
        #expect(answer.status == .proved)
        let certificate = try #require(answer.certificate)
        #expect(certificate.contains("\"at_least\""))
        #expect(try verdict(text, answer.json, certificate) == "sound")
        // A member that is not equal any more stands with the others: refused.
        let other = text.replacingOccurrences(of: "A21,scr,233,16,0", with: "A21,scr,233,16,1")
        #expect(try verdict(other, answer.json, certificate) != "sound")
    }

    @Test func `a hundred sources are proved by prices and by parts`() throws {
        var numbers = SeededNumbers(seed: 3)
        var rows = ["source,option,cost,NOx,VOCs"]
        for source in 0..<100 {
            for option in 1...3 {
                let (mass, other) = (
                    Int.random(in: 1...900, using: &numbers), Int.random(in: -50...300, using: &numbers)
                )
                rows.append("S\(source),o\(option),\(mass * .random(in: 20...90, using: &numbers)),\(mass),\(other)")
            }
        }
        let text = rows.joined(separator: "\n")
        let answer = try Answers.answer(text, ["NOx >= 25000", "VOCs >= 9000"])
        #expect(answer.status == .proved)
        let certificate = try #require(answer.certificate)
        #expect(certificate.contains("\"without\""))
        #expect(try verdict(text, answer.json, certificate) == "sound")
    }

    @Test func `what was changed is refused`() throws {
        let text = "source,option,cost,NOx\nA,a,100,10\nA,b,250,16\nB,a,180,12\nC,a,90,4\n"
        let answer = try Answers.answer(text, ["NOx >= 20"])
        let certificate = try #require(answer.certificate)
        #expect(try verdict(text, answer.json, certificate) == "sound")
        let dearer = text.replacingOccurrences(of: "A,a,100", with: "A,a,101")
        #expect(try verdict(dearer, answer.json, certificate).contains("cost"))
        let smaller = text.replacingOccurrences(of: "B,a,180,12", with: "B,a,180,9")
        #expect(try verdict(smaller, answer.json, certificate).hasPrefix("NOx is"))
        let cheaper = text + "D,a,1,20\n"
        #expect(try verdict(cheaper, answer.json, certificate) != "sound")
        let bolder = certificate.replacingOccurrences(of: "\"bound\": 280", with: "\"bound\": 281")
        #expect(bolder != certificate)
        #expect(try verdict(text, answer.json, bolder) == "the proof does not hold")
    }
}
