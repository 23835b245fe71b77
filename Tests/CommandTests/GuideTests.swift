import Foundation
import Lantian
import TestSupport
import Testing

/// Every command of the guides is run, and every line that they print is compared.
@Suite struct GuideTests {
    @Test(arguments: Language.allCases)
    func `from clause to tonnes: the guide prints what the program prints`(_ language: Language) throws {
        let guide = try Guide("from-clause-to-tonnes", language)
        #expect(guide.blocks.count { $0.kind == "sh" } >= 6)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(arguments: Language.allCases)
    func `a county over the years: base, target, causes, progress, package and neighbours`(_ language: Language) throws
    {
        let guide = try Guide("county-over-years", language)
        #expect(guide.blocks.count { $0.kind == "sh" } == 7)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(arguments: Language.allCases)
    func `how sure: the guide prints what the program prints`(_ language: Language) throws {
        let guide = try Guide("how-sure", language)
        #expect(guide.blocks.count { $0.kind == "sh" } == 4)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(arguments: Language.allCases)
    func `the cheapest way: the guide prints what the program prints`(_ language: Language) throws {
        let guide = try Guide("cheapest-way", language)
        #expect(guide.blocks.count { $0.kind == "sh" } == 4)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(
        .enabled(if: PrefectureSample.openssl != nil, "openssl is not installed"), arguments: Language.allCases)
    func `fill, check, submit, receive: the guide prints what the program prints`(_ language: Language) async throws {
        let guide = try Guide("fill-check-submit-receive", language)
        let folder = try Guide.workplace()
        let sample = try await PrefectureSample.shared.value
        for name in ["prefecture.key", "prefecture.pem", "2023"] { try folder.copyItem(sample.file(name), to: name) }
        // The county's part, up to its package on the prefecture's desk; then the other eleven arrive.
        let desk = try #require(guide.blocks.firstIndex { $0.text.contains("received/659901") })
        try guide.run(guide.blocks[...desk], in: folder)
        for county in PrefectureSample.counties.dropFirst() {
            let name = "received/" + PrefectureSample.code(county)
            try folder.copyItem(sample.file(name), to: name)
        }
        try guide.run(guide.blocks[(desk + 1)...], in: folder)
    }

    @Test(arguments: Language.allCases)
    func `from ledger to package: ten commands of a county and one of its prefecture`(_ language: Language) throws {
        let guide = try Guide("ledger-to-package", language)
        let commands = guide.blocks.filter { $0.kind == "sh" }
        #expect(commands.count == 11)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(
        .enabled(
            if: PrefectureSample.openssl != nil && InstalledProgram("zip") != nil, "openssl or zip is not installed"),
        arguments: Language.allCases)
    func `a folder of forty packages: five are found out, one is the old version, two did not come`(
        _ language: Language
    ) throws {
        let guide = try Guide("forty-packages", language)
        #expect(guide.blocks.count { $0.kind == "sh" } == 6)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test(arguments: Language.allCases)
    func `beyond one machine: many inventories at once, and one table in parts`(_ language: Language) throws {
        let guide = try Guide("beyond-one-machine", language)
        #expect(guide.blocks.count { $0.kind == "sh" } == 5)
        try guide.run(guide.blocks, in: try Guide.workplace())
    }

    @Test func `both languages of a guide run the same commands`() throws {
        for name in [
            "from-clause-to-tonnes", "fill-check-submit-receive", "how-sure", "ledger-to-package", "forty-packages",
            "cheapest-way", "county-over-years", "beyond-one-machine",
        ] {
            let (zh, en) = (try Guide(name, .zh), try Guide(name, .en))
            #expect(zh.blocks.map(\.kind) == en.blocks.map(\.kind), "\(name)")
            let commands = { (guide: Guide) in
                guide.blocks.filter { $0.kind == "sh" }.flatMap {
                    $0.text.split(separator: "\n").map { $0.split(separator: " # ")[0] }
                }
            }
            #expect(commands(zh) == commands(en), "\(name)")
        }
    }
}

extension TemporaryFolder {
    /// Copies a file or folder into this one.
    fileprivate func copyItem(_ source: String, to name: String) throws {
        try FileManager.default.copyItem(atPath: source, toPath: path + "/" + name)
    }
}
