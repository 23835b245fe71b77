import Foundation
import Lantian

/// What is fed with inputs: it must neither trap nor hang, whatever they are.
protocol Target: SendableMetatype {
    init()
    /// The name on the command line.
    static var name: String { get }
    /// Inputs to begin with.
    var seeds: [[UInt8]] { get }
    /// What its language is made of.
    var words: [String] { get }
    /// Takes one input.
    func take(_ bytes: [UInt8])
}

/// The words that all inventories are written with; read once.
enum Library {
    static let words: FactorLibrary = {
        do { return try FactorLibrary(folder: "EmissionFactors", groups: []) } catch {
            print("EmissionFactors is not here: \(error)")
            exit(66)
        }
    }()
}

/// A file that each input is written to.
struct Scratch {
    let path: String

    init(_ name: String) {
        let root = ProcessInfo.processInfo.environment["LANTIAN_FUZZ_SCRATCH"] ?? NSTemporaryDirectory()
        let folder = root + "/lantian-fuzz-\(getpid())"
        mkdir(folder, 0o700)
        path = folder + "/" + name
    }

    func fill(_ bytes: [UInt8]) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(descriptor) }
        guard descriptor >= 0, write(descriptor, bytes, bytes.count) == bytes.count else {
            fatalError("\(path): \(errno)")
        }
    }
}

/// The bytes of files of the repository, where they are.
func files(_ paths: String...) -> [[UInt8]] {
    paths.compactMap { FileManager.default.contents(atPath: $0).map(Array.init) }
}

/// A text with its last lines cut off, so that it stays small.
func head(_ bytes: [UInt8], lines: Int) -> [UInt8] {
    Array(bytes.split(separator: 10, omittingEmptySubsequences: false).prefix(lines).joined(separator: [10]))
}
