import CFuzz
import Foundation
import Lantian

/// The target of this run.
nonisolated(unsafe) private var target: any Target = Units()

/// `Fuzz seeds FOLDER` writes seeds and dictionaries for all targets from the files of the repository; `Fuzz TARGET …` runs
/// libFuzzer on a target with libFuzzer's own options. The working folder is the repository's root.
@main enum Fuzz {
    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count > 2 || arguments.count == 2 && named(arguments[1]) != nil else {
            print(Fuzz.all.map { $0.name }.joined(separator: "\n"))
            return
        }
        if arguments[1] == "seeds" {
            Sample.made = await Sample.package()
            for kind in all { writeSeeds(of: kind.init(), to: arguments[2]) }
            return
        }
        guard let kind = named(arguments[1]) else {
            print("no such target: \(arguments[1])")
            exit(64)
        }
        target = kind.init()
        // The library under test prepares libxml2 when it first reads.
        _ = try? ReportPackage.read(bytes: Array("<report/>".utf8), file: "report.xml")
        cfuzz_guard_libxml2()
        var words: [UnsafeMutablePointer<CChar>?] = ([arguments[0]] + arguments.dropFirst(2)).map { strdup($0) }
        var count = CInt(words.count)
        words.append(nil)
        let result = words.withUnsafeMutableBufferPointer { buffer -> CInt in
            var start = buffer.baseAddress
            return LLVMFuzzerRunDriver(&count, &start) { data, size in data.map { take($0, size) } ?? 0 }
        }
        exit(result)
    }

    static let all: [any Target.Type] = [
        Units.self, Delimited.self, Workbook.self, BinaryBook.self, Manifest.self, PlanFile.self, Package.self,
        Receiver.self,
        Signature.self,
    ]

    private static func named(_ name: String) -> (any Target.Type)? { all.first { $0.name == name } }

    private static func writeSeeds(of target: some Target, to folder: String) {
        let name = type(of: target).name
        let place = folder + "/" + name
        do {
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for (number, seed) in target.seeds.enumerated() {
                try Data(seed.prefix(1 << 16)).write(to: URL(fileURLWithPath: place + "/seed-\(number)"))
            }
            let lines = Set(target.words.filter { !$0.isEmpty && $0.utf8.count <= 60 }).sorted().map { word in
                "\""
                    + word.utf8.map { byte -> String in
                        (32...126).contains(byte) && byte != 34 && byte != 92
                            ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                    }.joined() + "\"\n"
            }
            try lines.joined().write(toFile: folder + "/" + name + ".dict", atomically: false, encoding: .utf8)
        } catch {
            print("\(place): \(error)")
            exit(74)
        }
    }
}

/// libFuzzer's own entry, which its library asks for; the loop above names its body itself.
@_cdecl("LLVMFuzzerTestOneInput")
public func take(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
    target.take(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
}

/// What libFuzzer asks for a mutation: its own every other time, else one that keeps the structure of a text.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutated(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ most: Int, _ seed: UInt32) -> Int {
    var random = Sequence32(state: seed | 1)
    if random.below(2) == 0 { return LLVMFuzzerMutate(data, size, most) }
    var bytes = Array(UnsafeBufferPointer(start: data, count: size))
    for _ in 0...random.below(3) { Mutation.apply(to: &bytes, most: most, &random) }
    let kept = bytes.prefix(most)
    for (place, byte) in kept.enumerated() { data[place] = byte }
    return kept.count
}
