import FoundationEssentials
import Glibc
import Synchronization
import Tables

/// How much a job may take.
public struct JobLimits: Sendable {
    /// Bytes of memory that its process may have.
    public var memory = 8 << 30
    /// Seconds that it may run.
    public var seconds = 3600.0
    /// How many jobs may wait.
    public var waiting = 16

    /// The limits of the workbench.
    public init() {}
}

/// The jobs of a folder: one runs at a time, the others wait. Each is a file in `.lantian/jobs`, written before it starts
/// and when it has ended; one that was running when the program was killed is told as interrupted at the next start.
final class JobBoard: Sendable {
    private struct State {
        var jobs: [Job] = []
        var inputs: [Int: [UInt8]] = [:]
        var languages: [Int: Language] = [:]
        var unwanted: Set<Int> = []
        var isWorking = false
        /// The lock that says that this program works on the folder's jobs.
        var lock: Int32 = -1
    }

    private let folder: String
    private let program: String
    private let factors: String
    private let limits: JobLimits
    /// The moment in UTC, as the files of the folder have it.
    private let now: @Sendable () -> String
    private let state = Mutex(State())
    /// How many ended jobs are kept.
    private static let most = 200

    /// The jobs of a folder, carried out by a program that is ours.
    init(folder: String, program: String, factors: String, limits: JobLimits, now: @escaping @Sendable () -> String) {
        self.folder = folder
        self.program = program
        self.factors = factors
        self.limits = limits
        self.now = now
        guard access(place, F_OK) == 0 else { return }
        state.withLock { read(&$0) }
    }

    deinit { state.withLock { if $0.lock >= 0 { close($0.lock) } } }

    private var place: String { folder + "/.lantian/jobs" }

    // MARK: What is asked for

    /// The jobs, the last one first.
    var all: [Job] { state.withLock { $0.jobs.reversed() } }

    /// A job by its number.
    func job(_ number: Int) -> Job? { state.withLock { $0.jobs.last { $0.number == number } } }

    /// The last job about something.
    func last(_ kind: Job.Kind, of subject: String) -> Job? {
        state.withLock { $0.jobs.last { $0.kind == kind && $0.subject == subject } }
    }

    /// Asks for a job; `input` is what its process is told, and is kept in memory alone.
    func start(
        _ kind: Job.Kind, of subject: String, title: String, input: [UInt8] = Array("{}".utf8), in language: Language
    ) throws -> Job {
        let (job, begins) = try state.withLock { state in
            guard state.jobs.count(where: { !$0.isOver }) < limits.waiting else {
                throw Problem(503, "too-many-jobs", "排队的任务太多，请等前面的完成", "too many jobs wait: let those before end")
            }
            mkdir(folder + "/.lantian", 0o777)
            mkdir(place, 0o777)
            hold(&state)
            let number = try reserve((state.jobs.last?.number ?? 0) + 1)
            let job = Job(number: number, kind: kind, subject: subject, title: title, asked: now())
            try write(job)
            state.jobs.append(job)
            state.inputs[number] = input
            state.languages[number] = language
            defer { state.isWorking = true }
            return (job, !state.isWorking)
        }
        if begins, !Workers.startAlone({ [self] in work() }) {
            state.withLock { $0.isWorking = false }
            change(job.number, isLast: true) { $0.state = .lacksMemory }
        }
        return self.job(job.number) ?? job
    }

    /// Asks a job to end without its result; nothing happens where it has ended.
    func cancel(_ number: Int) { state.withLock { _ = $0.unwanted.insert(number) } }

    /// Waits until a job is another than the one that was seen, some seconds at most; `nil` where there is none.
    func change(of seen: Job, atMost seconds: Double) -> Job? {
        let end = Moment.seconds + seconds
        while true {
            guard let now = job(seen.number) else { return nil }
            if now != seen || Moment.seconds > end { return now }
            usleep(40_000)
        }
    }

    // MARK: Work

    /// Carries out one job after the other until none waits.
    private func work() {
        while true {
            let next: (Job, [UInt8], Language)? = state.withLock { state in
                guard let job = state.jobs.first(where: { $0.state == .waiting }) else {
                    state.isWorking = false
                    return nil
                }
                return (
                    job, state.inputs.removeValue(forKey: job.number) ?? [],
                    state.languages.removeValue(forKey: job.number) ?? .en
                )
            }
            guard let (job, input, language) = next else { return }
            run(job, input, language)
        }
    }

    private func run(_ job: Job, _ input: [UInt8], _ language: Language) {
        let isWanted = { self.state.withLock { !$0.unwanted.contains(job.number) } }
        guard isWanted() else { return change(job.number, isLast: true) { $0.state = .cancelled } }
        change(job.number) { $0.state = .running }
        let child = ChildProcess(
            program: program,
            arguments: [
                "serve", folder, "--factors", factors, "--lang", language.rawValue, "--job", job.kind.rawValue,
                "--subject", job.subject, "--memory", String(limits.memory),
            ], input: input + [10], seconds: limits.seconds)
        var problem: Problem?
        let (end, said) = child.run(isWanted: isWanted) { line in
            guard let word = try? JSONDecoder().decode(JobWord.self, from: Data(line)) else { return }
            problem = word.problem ?? problem
            if let done = word.done, let all = word.all {
                change(job.number, isKept: false) { ($0.done, $0.all) = (done, all) }
            }
        }
        change(job.number, isLast: true) { job in
            switch end {
            case .cancelled: job.state = .cancelled
            case .outOfTime: job.state = .lacksTime
            case .exited(0) where problem == nil: job.state = .done
            // The program says so of itself where it has no memory left (74, and no word of a problem).
            case .exited(74) where problem == nil: job.state = .lacksMemory
            case .exited, .killed, .notStarted:
                job.state = .failed
                job.problem = problem ?? JobBoard.fault(end, said)
            }
        }
    }

    private static func fault(_ end: ChildProcess.End, _ said: String) -> Problem {
        let last = said.split(whereSeparator: \.isNewline).last.map { String($0.prefix(400)) } ?? ""
        return Problem(500, "job-fault", "任务没有完成（\(end)）\(last)", "the job did not end as it should (\(end)) \(last)")
    }

    /// Changes a job, and writes it down where that is to be kept.
    private func change(_ number: Int, isLast: Bool = false, isKept: Bool = true, _ change: (inout Job) -> Void) {
        state.withLock { state in
            guard let place = state.jobs.lastIndex(where: { $0.number == number }) else { return }
            change(&state.jobs[place])
            if isLast {
                state.jobs[place].ended = now()
                state.unwanted.remove(number)
            }
            // What cannot be written is told as interrupted at the next start: nothing is said to be done that is not.
            if isKept { try? write(state.jobs[place]) }
        }
    }

    // MARK: The files

    private func write(_ job: Job) throws {
        var file = try AtomicFile(place + "/\(job.number).json", replacesInput: true)
        try file.write(Array(try JSONEncoder().encode(job)))
        try file.commit()
    }

    /// The first free number from one on: its file is made, so that no other program takes it.
    private func reserve(_ first: Int) throws(FileError) -> Int {
        var number = first
        while true {
            let path = place + "/\(number).json"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                close(descriptor)
                return number
            }
            guard errno == EEXIST else { throw FileError(path: path, operation: .write, code: errno) }
            number += 1
        }
    }

    /// Takes the lock of the folder's jobs, where no other program has it; it goes with this program.
    private func hold(_ state: inout State) {
        guard state.lock < 0 else { return }
        let lock = open(place + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard lock >= 0 else { return }
        if flock(lock, LOCK_EX | LOCK_NB) == 0 { state.lock = lock } else { close(lock) }
    }

    /// Reads the jobs of earlier runs. Where no other program works on them, those that have not ended were interrupted.
    private func read(_ state: inout State) {
        hold(&state)
        for name in FolderNames.all(in: place) where name.hasSuffix(".json") {
            guard let bytes = try? InputFile.bytes(of: place + "/" + name, atMost: 16 << 20),
                let job = try? JSONDecoder().decode(Job.self, from: Data(bytes)), name == "\(job.number).json"
            else { continue }
            state.jobs.append(job)
        }
        state.jobs.sort { $0.number < $1.number }
        while state.jobs.count > JobBoard.most, state.jobs.first?.isOver == true {
            unlink(place + "/\(state.jobs.removeFirst().number).json")
        }
        guard state.lock >= 0 else { return }
        for i in state.jobs.indices where !state.jobs[i].isOver {
            state.jobs[i].state = .interrupted
            state.jobs[i].ended = now()
            try? write(state.jobs[i])
        }
    }
}
