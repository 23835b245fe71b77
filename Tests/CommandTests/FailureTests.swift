import Foundation
import TestSupport
import Testing

/// The compiler that comes with Swift.
private let clang = InstalledProgram("clang")

/// Calls of the system that fail, one after another, and descriptors that run out: a code of the contract, a sentence, and
/// nothing half-written. A run that ends well all the same gives what it gives undisturbed.
@Suite(
    .enabled(
        if: clang != nil && Program.sanitizer == nil,
        "clang is not installed, or the sanitizer has allocations of its own"))
struct FailureTests {
    private let confined: Confined
    /// How many places are tried of each call; `make test-deep` tries more.
    private static let most = ProcessInfo.processInfo.environment["LANTIAN_FAILURES"].flatMap { Int($0) } ?? 2

    init() throws {
        confined = try Confined()
        let compiler = try #require(clang)
        try compiler.succeed([
            "-shared", "-fPIC", "-O1", "-w", Repository.root + "/Tests/Failures/failures.c", "-ldl", "-o",
            confined.folder.path + "/failures.so",
        ])
        try confined.folder.write(InventoryText.manifest(year: 2024) + "packs: [pack]\n", to: "county/inventory.yaml")
        try confined.folder.write(Workplace.boilers, to: "county/boilers.csv")
        try confined.folder.write(
            "rule,source,reason,name\nboiler-size,B1,invented,nobody\n", to: "notes/overrules.csv")
        try confined.folder.write("id,title,issuer,year,kind,address,note\n", to: "county/pack/sources.csv")
        let made = try confined.run("lantian report county --out package --quiet")
        try #require(made.code == 0, "\(made.errors)")
    }

    /// A verb with what it writes.
    struct Verb: CustomStringConvertible, Sendable {
        let line: String
        let output: String?
        /// The codes that a failure may end with: a package that cannot be read is sent back.
        let codes: Set<Int32>
        var description: String { line }
    }

    private static let verbs = Self.most > 2 ? allVerbs : Array(allVerbs.prefix(3))

    private static let allVerbs = [
        Verb(line: "compute county --detail out/detail.csv --quiet", output: "out/detail.csv", codes: [74]),
        Verb(line: "report county --out out/report --quiet", output: "out/report", codes: [74]),
        Verb(line: "verify package --receipt out/receipt --quiet", output: "out/receipt", codes: [65, 74]),
        Verb(line: "merge package --out out/merged --quiet", output: "out/merged", codes: [65, 74]),
        Verb(line: "check county --quiet", output: nil, codes: [74]),
        Verb(line: "factors check", output: nil, codes: [74]),
    ]

    /// How many calls of each name a run has.
    private func counts(_ line: String) throws -> [String: Int] {
        _ = try confined.run("LANTIAN_COUNTS=counts LD_PRELOAD=./failures.so lantian \(line)")
        let text = try String(contentsOfFile: confined.folder.path + "/counts", encoding: .utf8)
        return Dictionary(
            uniqueKeysWithValues: text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                return Int(words[1]).map { (String(words[0]), $0) }
            })
    }

    /// The files that a run left below `out`, with their bytes; a workbook says when it was made.
    private func files() throws -> [String: Data] {
        let root = confined.folder.path + "/out"
        var found: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
            var isFolder = ObjCBool(false)
            _ = FileManager.default.fileExists(atPath: root + "/" + name, isDirectory: &isFolder)
            guard !isFolder.boolValue, !name.contains(".part"), !name.contains(".lantian-written") else { continue }
            found[name] = name.hasSuffix(".xlsx") ? Data() : FileManager.default.contents(atPath: root + "/" + name)
        }
        return found
    }

    private func clear() throws {
        try? FileManager.default.removeItem(atPath: confined.folder.path + "/out")
        try FileManager.default.createDirectory(
            atPath: confined.folder.path + "/out", withIntermediateDirectories: true)
    }

    /// Holds a run against what it gives undisturbed.
    private func hold(
        _ outcome: Confined.Outcome, _ verb: Verb, _ name: String, sound: (output: String, files: [String: Data]),
        codes: Set<Int32>
    ) throws {
        let left = try files()
        if outcome.code == 0 {
            #expect(outcome.output == sound.output, "\(name)")
            #expect(left == sound.files, "\(name): \(left.keys.sorted())")
            return
        }
        #expect(codes.contains(outcome.code), "\(name): \(outcome.code) \(outcome.errors) \(outcome.output)")
        #expect(!outcome.errors.isEmpty || !outcome.output.isEmpty, "\(name)")
        // All or none. A receipt may say that the package could not be read.
        if outcome.code == 65 { return }
        for (file, bytes) in left { #expect(sound.files[file] == bytes, "\(name): \(file)") }
        #expect(left.isEmpty || left.count == sound.files.count, "\(name): \(left.keys.sorted())")
    }

    private func sound(_ verb: Verb) throws -> (output: String, files: [String: Data]) {
        try clear()
        let outcome = try confined.run("lantian \(verb.line)")
        #expect(outcome.code == 0, "\(verb): \(outcome.errors)")
        return (outcome.output, try files())
    }

    /// Runs a verb with a call failing at each of some places.
    private func fail(_ calls: [(call: String, number: Int32)], _ verb: Verb, most: Int) throws {
        let sound = try sound(verb)
        try clear()
        let counts = try counts(verb.line)
        for (call, number) in calls {
            let count = counts[call] ?? 0
            for place in Self.places(count, most: most) {
                try clear()
                let outcome = try confined.run(
                    "LANTIAN_FAILS=\(call):\(place):\(number) LD_PRELOAD=./failures.so lantian \(verb.line)")
                try hold(outcome, verb, "\(call) \(place) of \(count), \(verb)", sound: sound, codes: verb.codes)
            }
        }
    }

    /// All places up to some, the first and last among them.
    private static func places(_ count: Int, most: Int) -> [Int] {
        guard count > most else { return Array(1..<max(count, 0) + 1) }
        return Set((0..<most).map { 1 + $0 * (count - 1) / (most - 1) }).sorted()
    }

    @Test(arguments: verbs)
    func `input and output errors`(_ verb: Verb) throws {
        try fail(
            [
                ("read", EIO), ("pread", EIO), ("write", ENOSPC), ("open", EMFILE), ("opendir", EMFILE),
                ("fopen", EMFILE),
                ("fsync", EIO), ("rename", EACCES), ("mkdir", EROFS),
            ], verb, most: Self.most)
    }

    @Test(arguments: verbs)
    func `allocations that fail`(_ verb: Verb) throws {
        try fail([("malloc", ENOMEM)], verb, most: 2 * Self.most)
    }

    @Test(arguments: verbs)
    func `descriptors that run out`(_ verb: Verb) throws {
        let sound = try sound(verb)
        var lacking = 0
        for number in Self.most > 2 ? Array(4...24) : [4, 6] {
            try clear()
            let outcome = try confined.run("sh -c 'ulimit -n \(number); exec lantian \(verb.line)'")
            // Where the system's loader lacks one, it is it that says so, with 127.
            try hold(outcome, verb, "\(number) descriptors, \(verb)", sound: sound, codes: verb.codes.union([127]))
            if outcome.code == 74 { lacking += 1 }
        }
        #expect(lacking > 0)
    }
}
