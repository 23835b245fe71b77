import Foundation
import Lantian
import TestSupport
import Testing

/// A guide of the documentation, done as its reader would do it: files are written, commands run, and the lines that
/// the guide prints are looked for in what the program prints.
///
/// ```yaml name` and ```csv name` blocks are files, ```sh` blocks commands, and a ```text` block after commands holds
/// lines that they print, in this order; `…` stands for lines left out. `# exit code N` ends a command that fails.
struct Guide {
    struct Block {
        let kind: String
        let name: String
        let line: Int
        let text: String
    }

    let path: String
    let language: Language
    let blocks: [Block]

    /// Reads `Docs/Guides/name.language.md`.
    init(_ name: String, _ language: Language) throws {
        path = "Docs/Guides/\(name).\(language.rawValue).md"
        self.language = language
        var blocks: [Block] = []
        var open: (info: [String], line: Int, lines: [String])?
        let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (number, line) in lines.enumerated() {
            if var block = open {
                if line == "```" {
                    let name = block.info.count > 1 ? block.info[1] : ""
                    let text = block.lines.joined(separator: "\n") + "\n"
                    blocks.append(Block(kind: block.info[0], name: name, line: block.line, text: text))
                    open = nil
                } else {
                    block.lines.append(line)
                    open = block
                }
            } else if line.hasPrefix("```") {
                open = (line.dropFirst(3).split(separator: " ").map(String.init), number + 1, [])
            }
        }
        self.blocks = blocks
    }

    /// Runs blocks in a folder that has the factor library and the inventories beside it.
    func run(_ range: some Collection<Block>, in folder: TemporaryFolder) throws {
        var output = ""
        for block in range {
            switch block.kind {
            case "sh": output = try run(block, in: folder)
            case "text": compare(block, with: output)
            case "yaml", "csv": try folder.write(block.text, to: block.name)
            default: Issue.record("\(path):\(block.line): no such kind of block: \(block.kind)")
            }
        }
    }

    /// A folder with the repository's factor library and inventories in it.
    static func workplace() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in ["EmissionFactors", "Inventories"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/" + name, withDestinationPath: Repository.root + "/" + name)
        }
        return folder
    }

    private func run(_ block: Block, in folder: TemporaryFolder) throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-e", "-c", block.text]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = Guide.programs + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        environment["LC_ALL"] = language == .zh ? "zh_CN.UTF-8" : "en_US.UTF-8"
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let marks = ["# exit code ", "# 退出码 "]
        let mark = marks.compactMap { block.text.split(separator: $0).dropFirst().last }.last
        let expected = mark.flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? 0
        if process.terminationStatus != expected {
            Issue.record("\(path):\(block.line): ends with \(process.terminationStatus), not \(expected):\n\(output)")
        }
        return output
    }

    /// The printed lines must stand in the output, in their order; without `…` between them, one right after another.
    private func compare(_ block: Block, with output: String) {
        let printed = Guide.lines(output)
        var place = 0
        var maySkip = true
        for line in Guide.lines(block.text) where !line.isEmpty {
            if line == "…" {
                maySkip = true
                continue
            }
            while maySkip, place < printed.count, printed[place] != line { place += 1 }
            guard place < printed.count, printed[place] == line else {
                let found = place < printed.count ? printed[place] : "the end"
                Issue.record("\(path):\(block.line): not printed: \(line)\nfound: \(found)\nin:\n\(output)")
                return
            }
            place += 1
            maySkip = false
        }
    }

    /// Lines without byte order mark and trailing space; blank ones are left out.
    private static func lines(_ text: String) -> [String] {
        text.replacing("\u{FEFF}", with: "").split(separator: "\n").map { line in
            String(line.reversed().drop { $0 == " " || $0 == "\r" }.reversed())
        }.filter { !$0.isEmpty }
    }

    /// The folder of the program under test: that of the tests.
    private static let programs: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = own.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        let isThere = FileManager.default.isExecutableFile(atPath: folder + "/lantian")
        return isThere ? folder : Repository.root + "/.build/debug"
    }()
}
