import Foundation

/// Another program, where it is installed.
public struct InstalledProgram: Sendable {
    /// Where it is.
    public let path: String

    /// A program of that path.
    public init(path: String) { self.path = path }

    /// The first program of a name along the path of the environment; `nil` where there is none.
    public init?(_ name: String) {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        let paths = folders.map { "\($0)/\(name)" }
        guard let found = paths.first(where: FileManager.default.isExecutableFile(atPath:)) else { return nil }
        path = found
    }

    /// Runs it; returns its exit code and all it printed.
    @discardableResult
    public func run(_ arguments: String...) throws -> (code: Int32, output: String) { try run(arguments) }

    /// Runs it; returns its exit code and all it printed.
    @discardableResult
    public func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process(), pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Runs it and fails where it fails; what it prints is part of the error.
    public func succeed(_ arguments: [String]) throws {
        let (code, output) = try run(arguments)
        if code != 0 { throw Failed(path: path, arguments: arguments, output: output) }
    }

    /// A program that ended with another code than 0.
    public struct Failed: Error {
        /// The program.
        public let path: String
        /// What it was asked.
        public let arguments: [String]
        /// What it printed.
        public let output: String
    }
}
