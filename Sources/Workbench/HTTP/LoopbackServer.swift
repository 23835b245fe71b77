import Glibc
import Synchronization
import Tables

/// How much a connection may ask of the server.
public struct ServerLimits: Sendable {
    /// How many connections are served at one time; further ones wait.
    public var connections = 32
    /// Seconds in which a head must be there.
    public var headSeconds = 10
    /// Seconds in which a body must be there, for each 10 MB of it and to begin with.
    public var bodySeconds = 20

    /// The limits of the workbench.
    public init() {}
}

/// A server for this machine alone: HTTP/1.1, one request a connection, a thread each, nothing kept between them.
///
/// It knows nothing of pages: it reads a request within its limits, hands it over, and sends what comes back.
public final class LoopbackServer: Sendable {
    /// What answers a request.
    public typealias Answer = @Sendable (Request) async -> Response

    /// The port that it listens on.
    public let port: Int
    private let listener: Int32
    private let limits: ServerLimits
    private let open = Mutex(0)

    /// Listens on 127.0.0.1; port 0 takes any that is free.
    ///
    /// - Throws: the code of the system where the port is taken.
    public init(port: Int, limits: ServerLimits = ServerLimits()) throws(PortError) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw PortError(port: port, code: errno) }
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else {
            let code = errno
            close(listener)
            throw PortError(port: port, code: code)
        }
        self.listener = listener
        self.port = Int(UInt16(bigEndian: address.sin_port))
        self.limits = limits
    }

    /// Serves until `stop` is called. `bodyLimit` says how many bytes a request's body may have.
    public func run(bodyLimit: @escaping @Sendable (Request) -> Int, answer: @escaping Answer) {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                if errno == EMFILE || errno == ENFILE {
                    usleep(50_000)
                    continue
                }
                return
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            while open.withLock({ $0 }) >= limits.connections { usleep(2000) }
            open.withLock { $0 += 1 }
            let isStarted = Workers.startAlone { [self] in
                serve(connection, bodyLimit, answer)
                close(connection)
                open.withLock { $0 -= 1 }
            }
            if !isStarted {
                close(connection)
                open.withLock { $0 -= 1 }
            }
        }
    }

    /// Ends `run`.
    public func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    deinit { close(listener) }

    /// Reads one request, and sends what comes of it.
    private func serve(_ connection: Int32, _ bodyLimit: (Request) -> Int, _ answer: @escaping Answer) {
        var buffer: [UInt8] = []
        let deadline = Moment.seconds + Double(limits.headSeconds)
        var length = RequestHead.length(of: buffer)
        while length == nil {
            guard buffer.count <= RequestHead.limit else {
                return refuse(connection, RequestHead.Refusal.tooLarge.rawValue)
            }
            guard receive(connection, into: &buffer, atMost: RequestHead.limit, until: deadline) else {
                if !buffer.isEmpty { refuse(connection, 408) }
                return
            }
            length = RequestHead.length(of: buffer)
        }
        guard let length else { return }
        let head: RequestHead
        do throws(RequestHead.Refusal) { head = try RequestHead(Array(buffer[..<length])) } catch {
            return refuse(connection, error.rawValue)
        }
        var request = head.request
        guard head.bodyLength <= bodyLimit(request) else { return refuse(connection, 413) }
        request.body = Array(buffer[length...].prefix(head.bodyLength))
        if head.waits, request.body.count < head.bodyLength {
            send(connection, Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        let end = Moment.seconds + Double(limits.bodySeconds) * (1 + Double(head.bodyLength) / 1e7)
        while request.body.count < head.bodyLength {
            let missing = head.bodyLength - request.body.count
            guard receive(connection, into: &request.body, atMost: min(missing, 1 << 20), until: end) else {
                return refuse(connection, 408)
            }
        }
        let response = LoopbackServer.wait(for: request, answer)
        if send(connection, response.bytes(withBody: request.method != .head)), request.method != .head {
            response.stream? { self.send(connection, Array($0.utf8)) }
        }
        finish(connection)
    }

    /// Waits on this thread for what is worked out on another.
    private static func wait(for request: Request, _ answer: @escaping Answer) -> Response {
        let done = Signal()
        Task.detached { done.put(await answer(request)) }
        return done.wait()
    }

    private func refuse(_ connection: Int32, _ status: Int) {
        send(connection, Response(status, type: "text/plain; charset=utf-8", body: Array("\(status)\n".utf8)).bytes())
        finish(connection)
    }

    /// Lets the other side read what was sent although it may still be sending.
    private func finish(_ connection: Int32) {
        shutdown(connection, Int32(SHUT_WR))
        var rest: [UInt8] = []
        let deadline = Moment.seconds + 1
        var count = 0
        while count < 64, receive(connection, into: &rest, atMost: 1 << 16, until: deadline) {
            rest.removeAll(keepingCapacity: true)
            count += 1
        }
    }

    /// Reads what is there; false at the end, at an error and when time is up.
    private func receive(
        _ connection: Int32, into buffer: inout [UInt8], atMost count: Int, until deadline: Double
    ) -> Bool {
        while true {
            let left = deadline - Moment.seconds
            guard left > 0 else { return false }
            var wanted = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wanted, 1, Int32(min(left, 60) * 1000) + 1)
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return false }
            let start = buffer.count
            buffer.append(contentsOf: repeatElement(0, count: min(count, 1 << 16)))
            let got = buffer.withUnsafeMutableBytes { bytes in
                recv(connection, bytes.baseAddress.map { $0 + start }, bytes.count - start, 0)
            }
            buffer.removeLast(buffer.count - start - max(0, got))
            if got < 0, errno == EINTR { continue }
            return got > 0
        }
    }

    /// Sends all of it, unless the other side reads nothing for a while; whether all went.
    @discardableResult
    private func send(_ connection: Int32, _ bytes: [UInt8]) -> Bool {
        var done = 0
        while done < bytes.count {
            var wanted = pollfd(fd: connection, events: Int16(POLLOUT), revents: 0)
            guard poll(&wanted, 1, 20_000) > 0 else { return false }
            let sent = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    connection, buffer.baseAddress.map { $0 + done }, min(buffer.count - done, 1 << 16),
                    Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return false }
            done += sent
        }
        return true
    }
}

/// A port that cannot be listened on.
public struct PortError: Error, Sendable {
    /// The port.
    public let port: Int
    /// The system's code.
    public let code: Int32
}

/// An answer that one thread waits for.
private final class Signal: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private var response = Response(500)

    init() { sem_init(semaphore, 0, 0) }
    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func put(_ response: Response) {
        self.response = response
        sem_post(semaphore)
    }

    func wait() -> Response {
        while sem_wait(semaphore) != 0 {}
        return response
    }
}
