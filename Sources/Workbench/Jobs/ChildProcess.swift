import Glibc
import Tables

/// A run of a program as a process of its own.
///
/// Its standard input stays open as long as it is wanted: a process of ours ends where that ends, so that none outlives
/// the program that started it, however that ended.
struct ChildProcess {
    /// How it ended.
    enum End: Sendable, Equatable {
        /// By itself, with its code.
        case exited(Int32)
        /// By a signal that was not ours.
        case killed(Int32)
        /// Because it was not wanted any more.
        case cancelled
        /// Because its time was up.
        case outOfTime
        /// It could not be started.
        case notStarted(Int32)
    }

    let program: String
    let arguments: [String]
    /// What it is told first on its standard input.
    let input: [UInt8]
    /// How long it may take.
    let seconds: Double
    private static let longestLine = 8 << 20

    /// Runs it to its end; `line` is given each line of its standard output. Returns with the end what it said last on
    /// standard error.
    func run(isWanted: () -> Bool, line: ([UInt8]) -> Void) -> (end: End, said: String) {
        var pair: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        var errors: [Int32] = [-1, -1]
        defer { for descriptor in pair + output + errors where descriptor >= 0 { close(descriptor) } }
        guard ChildProcess.connect(&pair), ChildProcess.connect(&output), ChildProcess.connect(&errors)
        else { return (.notStarted(errno), "") }
        var process = pid_t()
        let failure = start(&process, input: pair[1], output: output[1], errors: errors[1])
        for descriptor in [pair[1], output[1], errors[1]] { close(descriptor) }
        (pair[1], output[1], errors[1]) = (-1, -1, -1)
        guard failure == 0 else { return (.notStarted(failure), "") }
        tell(pair[0])

        var (lines, said): ([UInt8], [UInt8]) = ([], [])
        var cause: End?
        let end = Moment.seconds + seconds
        var status: Int32 = 0
        var isOver = false
        while !isOver {
            isOver = waitpid(process, &status, WNOHANG) == process
            // What it left in the pipes is read after its end, too.
            repeat {} while read(output[0], &lines, wait: isOver ? 0 : 50) && isOver
            repeat {} while read(errors[0], &said, wait: 0) && isOver
            while let place = lines.firstIndex(of: 10) {
                line(Array(lines[..<place]))
                lines.removeSubrange(...place)
            }
            if lines.count > ChildProcess.longestLine { lines.removeAll() }
            if said.count > 1 << 14 { said.removeFirst(said.count - 1 << 13) }
            guard !isOver, cause == nil else { continue }
            if !isWanted() { cause = .cancelled } else if Moment.seconds > end { cause = .outOfTime }
            if cause != nil { kill(process, SIGKILL) }
        }
        let text = String(decoding: said, as: UTF8.self)
        if let cause { return (cause, text) }
        let number = status & 0x7F
        return (number == 0 ? .exited(status >> 8 & 0xFF) : .killed(number), text)
    }

    /// Two ends that no other program of ours gets.
    private static func connect(_ ends: inout [Int32]) -> Bool {
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    }

    private func start(_ process: inout pid_t, input: Int32, output: Int32, errors: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, stream) in [(input, 0), (output, 1), (errors, 2)] as [(Int32, Int32)] {
            posix_spawn_file_actions_adddup2(&actions, descriptor, stream)
        }
        let texts = (["lantian"] + arguments).map { (word: String) in strdup(word) }
        defer { for text in texts { free(text) } }
        return posix_spawn(&process, program, &actions, nil, texts + [nil], environ)
    }

    /// Says the first words; a process that is gone by then has ended by itself.
    private func tell(_ descriptor: Int32) {
        var done = 0
        while done < input.count {
            let sent = input.withUnsafeBytes { bytes in
                send(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return }
            done += sent
        }
    }

    /// Reads what is there, waiting some milliseconds for it; whether there was something.
    private func read(_ descriptor: Int32, _ buffer: inout [UInt8], wait milliseconds: Int32) -> Bool {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&wanted, 1, milliseconds) > 0 else { return false }
        var block = [UInt8](repeating: 0, count: 1 << 16)
        let got = Glibc.read(descriptor, &block, block.count)
        guard got > 0 else {
            // The other side has closed its end: its process is about to be gone.
            if milliseconds > 0 { usleep(2000) }
            return false
        }
        buffer += block[..<got]
        return true
    }
}
