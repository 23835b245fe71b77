import Foundation
import TestSupport
import Testing

/// What is written appears whole or not at all: whatever ends the run, however full the disk, whoever else is writing.
@Suite struct OutputSafetyTests {
    /// A folder with a county and its packages, and the bytes of every file that a run to the end writes.
    private struct Sample {
        let confined: Confined
        let report: [String: Data]
        let merged: [String: Data]

        init() throws {
            confined = try Confined()
            for (name, region) in [("a", "654002"), ("b", "654003")] {
                let manifest = InventoryText.manifest(year: 2024).replacing("654002", with: region)
                try confined.folder.write(manifest, to: name + "/inventory.yaml")
                try confined.folder.write(Workplace.boilers, to: name + "/boilers.csv")
                let outcome = try confined.run("lantian report \(name) --out package-\(name) --lang en")
                try #require(outcome.code == 0, "\(outcome.errors)")
            }
            let outcome = try confined.run("lantian merge package-a package-b --out merged --lang en")
            try #require(outcome.code == 0, "\(outcome.errors)")
            report = try Sample.files(confined.folder.path + "/package-a")
            merged = try Sample.files(confined.folder.path + "/merged")
        }

        static func files(_ folder: String) throws -> [String: Data] {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [:] }
            var files: [String: Data] = [:]
            for name in names where !name.hasPrefix(".") {
                files[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
            }
            return files
        }
    }

    @Test func `a run that is killed leaves no half file under a final name`() throws {
        let sample = try Sample()
        for (line, whole) in [
            ("lantian report a --out out --lang en", sample.report),
            ("lantian merge package-a package-b --out out --lang en", sample.merged),
        ] {
            var ends: Set<Int32> = []
            for milliseconds in stride(from: 20, through: 3000, by: 140) {
                let seconds = "\(milliseconds / 1000).\(String(milliseconds % 1000 + 1000).dropFirst())"
                let outcome = try sample.confined.run("exec timeout -s KILL \(seconds) \(line)")
                ends.insert(outcome.code)
                for (name, bytes) in try Sample.files(sample.confined.folder.path + "/out") {
                    let isWhole = bytes == whole[name]
                    #expect(isWhole, "\(name) after \(milliseconds) ms")
                }
                try? FileManager.default.removeItem(atPath: sample.confined.folder.path + "/out")
                if outcome.code == 0 { break }
            }
            #expect(ends.contains(137))
        }
    }

    @Test func `a disk that is full ends with 74 and leaves nothing`() throws {
        let sample = try Sample()
        let before = try sample.confined.names()
        // No file may grow beyond 8 × 512 bytes.
        for line in [
            "lantian report a --out out", "lantian merge package-a package-b --out out",
            "lantian verify package-a --receipt out", "lantian compute a --detail out.csv",
        ] where !line.contains("detail") {
            let outcome = try sample.confined.run("ulimit -f 8; \(line) --lang en")
            #expect(outcome.code == 74, "\(line): \(outcome.errors)")
            #expect(try sample.confined.names() == before, "\(line)")
            #expect(outcome.leftovers == [])
        }
        // A file system of 64 kB, where this machine lets one be made.
        let mounted = "mkdir disk && unshare -rm sh -c 'mount -t tmpfs -o size=64k none disk && "
        let isPossible = try sample.confined.run(mounted + "true'; rmdir disk").code == 0
        guard isPossible else { return }
        let script =
            "lantian report a --out disk/out --lang en; echo $? $(ls -A disk | wc -l)'; rmdir disk"
        let outcome = try sample.confined.run(mounted + script)
        #expect(outcome.output.contains("74 0"), "\(outcome.output) \(outcome.errors)")
    }

    @Test func `a folder that may not be written to ends with 74 and stays as it is`() throws {
        let sample = try Sample()
        try FileManager.default.createDirectory(
            atPath: sample.confined.folder.path + "/locked", withIntermediateDirectories: true)
        // The administrator may write anywhere: then the run is made as nobody.
        let isRoot = geteuid() == 0
        let nobody = isRoot ? "setpriv --reuid 65534 --clear-groups " : ""
        let isPossible = try sample.confined.run("chmod 755 . && \(nobody)lantian --version").code == 0
        guard isPossible else { return }
        for line in [
            "report a --out locked", "report a --out locked/new", "merge package-a package-b --out locked",
            "verify package-a --receipt locked", "verify package-a --receipt locked/new",
        ] {
            let outcome = try sample.confined.run(
                "chmod 555 locked && \(nobody)lantian \(line) --lang en; e=$?; chmod 755 locked; exit $e")
            #expect(outcome.code == 74, "\(line): \(outcome.errors)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: sample.confined.folder.path + "/locked") == [])
        }
    }

    @Test func `of two runs at once into one folder all files are of one run`() throws {
        let sample = try Sample()
        let other = try Sample.files(sample.confined.folder.path + "/package-b")
        for round in 0..<6 {
            // Without force, whoever comes second finds the folder taken; with it, both end well.
            let force = round % 2 == 0 ? "" : "--force"
            let outcome = try sample.confined.run(
                """
                lantian report a --out out --lang en \(force) & one=$!
                lantian report b --out out --lang en \(force) & two=$!
                wait $one; one=$?; wait $two; echo ends $one $?
                """)
            let ends = outcome.output.split(separator: "\n").last ?? ""
            #expect(
                (force.isEmpty ? ["ends 0 64", "ends 64 0"] : ["ends 0 0"]).contains(ends),
                "\(ends) \(outcome.errors)")
            let files = try Sample.files(sample.confined.folder.path + "/out")
            #expect(files == sample.report || files == other, "round \(round)")
            let names = try FileManager.default.contentsOfDirectory(atPath: sample.confined.folder.path + "/out")
            #expect(Set(names) == Set(sample.report.keys).union([".lantian-written"]))
            try FileManager.default.removeItem(atPath: sample.confined.folder.path + "/out")
        }
    }
}
