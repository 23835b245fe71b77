import Foundation
import Glibc
import Testing

@testable import Workbench

/// The server over a socket: what it reads, what it refuses, and that it stays alive.
@Suite struct ServerTests {
    /// A server that tells back what it was asked.
    private static func echo(_ limits: ServerLimits = ServerLimits()) throws -> LoopbackServer {
        let server = try LoopbackServer(port: 0, limits: limits)
        Thread.detachNewThread {
            server.run(bodyLimit: { $0.path == "/small" ? 10 : 1 << 20 }) { request in
                Response(
                    200, type: "text/plain",
                    body: Array("\(request.method.rawValue) \(request.path) \(request.body.count)".utf8))
            }
        }
        return server
    }

    /// What comes back for some bytes, on a thread of its own: those of tasks are what the server answers with.
    private func talk(_ server: LoopbackServer, _ pieces: [[UInt8]], pause: UInt32 = 0) async -> String {
        await withCheckedContinuation { done in
            Thread.detachNewThread { done.resume(returning: ServerTests.talk(to: server.port, pieces, pause)) }
        }
    }

    private static func talk(to port: Int, _ pieces: [[UInt8]], _ pause: UInt32) -> String {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return "" }
        for piece in pieces {
            if pause > 0 { usleep(pause) }
            var done = 0
            while done < piece.count {
                let sent = piece.withUnsafeBytes { buffer in
                    send(connection, buffer.baseAddress.map { $0 + done }, piece.count - done, Int32(MSG_NOSIGNAL))
                }
                guard sent > 0 else { break }
                done += sent
            }
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let got = recv(connection, &buffer, buffer.count, 0)
            guard got > 0 else { break }
            answer += buffer[..<got]
        }
        return String(decoding: answer, as: UTF8.self)
    }

    @Test func `refuses what can be read in two ways, and serves on`() async throws {
        let server = try ServerTests.echo()
        defer { server.stop() }
        let host = "Host: 127.0.0.1\r\n"
        let refused: [(String, Int)] = [
            ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.0\r\n\(host)\r\n", 505),
            ("GET  / HTTP/1.1\r\n\(host)\r\n", 400),
            ("GET http://x/ HTTP/1.1\r\n\(host)\r\n", 400), ("BREW / HTTP/1.1\r\n\(host)\r\n", 405),
            ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", 400), ("GET / HTTP/1.1\r\n\(host) folded\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\(host)A : b\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\(host)A: b\nC: d\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", 501),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: +3\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: -3\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 0x3\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 99999999999999999999\r\n\r\nabc", 400),
            ("POST / HTTP/1.1\r\n\(host)\r\n", 411),
            ("POST / HTTP/1.1\r\n\(host)Content-Length: 9999999999\r\n\r\n", 413),
            ("POST /small HTTP/1.1\r\n\(host)Content-Length: 11\r\n\r\n", 413),
            ("GET /%zz HTTP/1.1\r\n\(host)\r\n", 400), ("GET /%ff HTTP/1.1\r\n\(host)\r\n", 400),
            ("GET /%00 HTTP/1.1\r\n\(host)\r\n", 400), ("GET /a%0d%0aSet-Cookie:x HTTP/1.1\r\n\(host)\r\n", 400),
            ("GET / HTTP/1.1\r\n\(host)A: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
            ("GET /\(String(repeating: "x", count: 20_000))", 431),
            ("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 70) + "\r\n", 400),
            (String(repeating: "\0", count: 100) + "\r\n\r\n", 400),
        ]
        for (text, status) in refused {
            let answer = await talk(server, [Array(text.utf8)])
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(80)) → \(answer.prefix(40))")
            #expect(answer.contains("Content-Security-Policy: default-src 'none'"))
        }
        #expect(await talk(server, [Array("GET /a?b=c HTTP/1.1\r\n\(host)\r\n".utf8)]).hasSuffix("GET /a 0"))
    }

    @Test func `reads a body in pieces and nothing behind it`() async throws {
        let server = try ServerTests.echo()
        defer { server.stop() }
        let head = Array("POST /a%20b HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n".utf8)
        let half = [UInt8](repeating: 65, count: 150_000)
        let answer = await talk(server, [head, half, half + Array("GET /smuggled HTTP/1.1\r\n\r\n".utf8)])
        #expect(answer.hasSuffix("POST /a b 300000"))
        #expect(!answer.contains("smuggled"))
        let one = await talk(server, Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8).map { [$0] }, pause: 500)
        #expect(one.hasSuffix("GET / 0"))
    }

    @Test func `cuts who is slow`() async throws {
        var limits = ServerLimits()
        limits.headSeconds = 1
        limits.bodySeconds = 1
        limits.connections = 2
        let server = try ServerTests.echo(limits)
        defer { server.stop() }
        for text in ["GET / HT", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"] {
            #expect(await talk(server, [Array(text.utf8)]).hasPrefix("HTTP/1.1 408 "))
        }
        #expect(await talk(server, [Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)]).hasSuffix("GET / 0"))
    }

    @Test func `never falls over bytes made at random`() {
        var generator = SystemRandomNumberGenerator()
        let whole = Array("POST /api/table?a=b HTTP/1.1\r\nHost: 127.0.0.1:8750\r\nContent-Length: 3\r\n\r\n".utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                }
                if bytes.isEmpty { break }
            }
            if let head = try? RequestHead(bytes) {
                accepted += 1
                #expect(head.request.headers["host"] != nil && head.bodyLength >= 0)
            }
        }
        #expect(accepted > 0)
    }
}
