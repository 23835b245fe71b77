import CFaults
import FoundationEssentials
import Glibc
import Synchronization
public import Tables

/// What the process of a job does: the program itself, with bounds on memory and time, and with an open standard input
/// as the sign that it is still wanted.
public struct JobWork: Sendable {
    private let kind: Job.Kind
    private let subject: String
    private let folder: String
    private let factors: String
    private let language: Language

    /// The work of a job; `nil` where there is no such kind.
    public init?(kind: String, subject: String, folder: String, factors: String, language: Language) {
        guard let kind = Job.Kind(rawValue: kind) else { return nil }
        self.kind = kind
        self.subject = subject
        self.folder = folder
        self.factors = factors
        self.language = language
    }

    /// Does it, and returns the code that the process ends with: what it says stands on standard output, a line of JSON
    /// each time.
    ///
    /// - Parameter memory: how many bytes of memory it may have.
    public func run(memory: Int) async -> Int32 {
        var bound = rlimit(rlim_cur: rlim_t(memory), rlim_max: rlim_t(memory))
        guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &bound) == 0 else { return 70 }
        cfaults_share_memory()
        let input = JobWork.firstLine()
        // Nobody wants the result any more where the input ends.
        let isWatched = Workers.startAlone {
            var byte: UInt8 = 0
            while true {
                let got = read(0, &byte, 1)
                if got == 0 || got < 0 && errno != EINTR { _exit(75) }
            }
        }
        guard isWatched else { return 74 }
        do {
            switch kind {
            case .ledger:
                try ImportWork(folder: folder, factors: factors, language: language).run(
                    subject, progress: JobWork.progress())
            case .package:
                try await PackageWork(folder: folder, factors: factors, language: language).run(input)
            }
            return 0
        } catch {
            JobWork.say(JobWord(problem: Problem(error)))
            return 65
        }
    }

    /// What the program says that started it.
    private static func firstLine() -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1 << 20 {
            let got = read(0, &byte, 1)
            if got < 0, errno == EINTR { continue }
            guard got == 1 else { _exit(75) }
            if byte == 10 { break }
            line.append(byte)
        }
        return line
    }

    /// Says how far it is, some times a second.
    private static func progress() -> (Int, Int) -> Void {
        var last = 0.0
        return { done, all in
            guard Moment.seconds - last > 0.1 else { return }
            last = Moment.seconds
            say(JobWord(done: done, all: all))
        }
    }

    private static func say(_ word: JobWord) {
        guard var line = try? Array(JSONEncoder().encode(word)) else { return }
        line.append(10)
        var done = 0
        while done < line.count {
            let wrote = line.withUnsafeBytes { write(1, $0.baseAddress.map { $0 + done }, $0.count - done) }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { return }
            done += wrote
        }
    }
}
