import Foundation
import TestSupport

/// The program run within bounds of memory and time, with a folder for temporary files that nobody else writes to.
struct Confined {
    /// What came of a run.
    struct Outcome {
        /// The exit code; 128 and the signal where one ended it.
        let code: Int32
        /// Standard output.
        let output: String
        /// Standard error.
        let errors: String
        /// At most so much memory did it hold, in megabytes; `nil` where there is no Python to measure it,
        /// and under the address sanitizer. The system counts
        /// what a process held before it became another, so that only a small parent can tell.
        let peak: Int?
        /// What it left in the folder for temporary files.
        let leftovers: [String]

        /// The codes of errors in a receipt, each once.
        var errorCodes: Set<String> {
            Set(
                output.split(separator: "\n").compactMap { line -> String? in
                    let words = line.split(separator: " ")
                    return line.hasPrefix("  error ") && words.count > 1 ? String(words[1]) : nil
                })
        }
    }

    let folder: TemporaryFolder

    /// A folder that holds the factor library and nothing else.
    init() throws { folder = try Workplace.empty() }

    /// All that lies in the folder.
    func names() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { !$0.hasPrefix("EmissionFactors/") }.sorted()
    }

    /// Runs a line of shell in which `lantian` is the program. Beyond the bounds it is killed.
    func run(_ line: String, megabytes: Int = 2048, seconds: Int = 240) throws -> Outcome {
        let scratch = try TemporaryFolder()
        let temporary = scratch.path + "/tmp"
        try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
        let bound = Program.sanitizer == nil ? "ulimit -v \(megabytes << 10) &&" : ""
        let script = """
            cd '\(folder.path)' && \(bound) export TMPDIR='\(temporary)' LC_ALL=C.UTF-8 \
            PATH='\(Confined.programs)':/usr/bin:/bin && exec timeout -s KILL \(Program.sanitizer == nil ? seconds : 10 * seconds) \(Confined.measured) \
            </dev/null >'\(scratch.path)/out' 2>'\(scratch.path)/err'
            """
        let words: [String] = ["sh", "-c", script, "sh", line, scratch.path + "/peak", Confined.measuring]
        var arguments = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let texts = ["out", "err"].map { (try? String(contentsOfFile: scratch.path + "/" + $0, encoding: .utf8)) ?? "" }
        let signal = status & 0x7F
        return Outcome(
            code: signal == 0 ? status >> 8 & 0xFF : 128 + signal, output: texts[0], errors: texts[1],
            peak: Program.sanitizer != nil
                ? nil
                : (try? String(contentsOfFile: scratch.path + "/peak", encoding: .utf8)).flatMap { Int($0) }
                    .map { $0 >> 10 },
            leftovers: try FileManager.default.contentsOfDirectory(atPath: temporary))
    }

    /// Runs a line of shell and writes what its processes held at most, in kilobytes.
    private static let measuring = """
        import resource, subprocess, sys
        code = subprocess.run(["sh", "-c", sys.argv[1]]).returncode
        open(sys.argv[2], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
        sys.exit(code if code >= 0 else 128 - code)
        """
    private static let measured =
        InstalledProgram("python3").map { $0.path + #" -c "$3" "$1" "$2""# } ?? #"sh -c "$1""#
    private static let programs = String(Program.path.dropLast("/lantian".count))
}

/// A file made piece by piece, so that the test itself needs no memory for it.
struct LongFile {
    /// Writes a beginning, then a piece again and again up to so many bytes, and makes the file as long as told with
    /// nothing but a hole behind.
    static func write(_ path: String, _ head: String, repeating piece: String, upTo bytes: Int, length: Int? = nil)
        throws
    {
        _ = FileManager.default.createFile(atPath: path, contents: Data(head.utf8))
        let file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
        let block = Data(String(repeating: piece, count: max(1, (1 << 20) / piece.utf8.count)).utf8)
        var written = 0
        while written < bytes {
            try file.write(contentsOf: block)
            written += block.count
        }
        if let length { try file.truncate(atOffset: UInt64(length)) }
        try file.close()
    }
}

/// A port of this machine that tells whether anybody ever knocked.
final class Doorbell {
    let port: Int
    private let descriptor: Int32

    init?() {
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(opened, $0, size) == 0 && listen(opened, 8) == 0 && getsockname(opened, $0, &size) == 0
            }
        }
        descriptor = opened
        port = Int(UInt16(bigEndian: address.sin_port))
        guard isOpen else { return nil }
    }

    deinit { close(descriptor) }

    /// Whether somebody has connected since it was opened.
    var wasRung: Bool {
        let caller = accept(descriptor, nil, nil)
        if caller >= 0 { close(caller) }
        return caller >= 0
    }
}
