import TestSupport
import Testing

/// What the documentation shows is what the program prints. `RECORD_GOLDEN=1 swift test` prints the pages anew.
@Suite struct PageTests {
    @Test(
        "the README's commands print what it shows",
        arguments: [("README.md", "C.UTF-8"), ("README.zh-CN.md", "zh_CN.UTF-8")])
    func readme(file: String, locale: String) throws {
        let page = Transcript(text: try Repository.text(file), folder: Repository.root, locale: locale)
        #expect(page.commandCount >= 4)
        #expect(try Golden.difference(try page.fresh(), file: Repository.root + "/" + file) == nil)
    }

    @Test(
        "a county's first inventory comes out as the guide says",
        arguments: [("FirstInventory", "C.UTF-8"), ("FirstInventory-zh", "zh_CN.UTF-8")])
    func guide(name: String, locale: String) throws {
        let file = Repository.docs + "/Guides/\(name).md"
        let folder = try Workplace.empty()
        let text = try Repository.text("Docs/Docs.docc/Guides/\(name).md")
        let page = Transcript(text: text, folder: folder.path, locale: locale)
        #expect(page.commandCount >= 8)
        #expect(try Golden.difference(try page.fresh(), file: file) == nil)
        // The sum by hand: stokers 12000 t × 4 kg/t × (1 − 0.3 × 0.9) = 35.04 t and 2500 t × 4 kg/t = 10 t.
        let detail = try Workplace.text("detail.csv", in: folder)
        #expect(
            detail.contains(",B1,654023,heating,NOx,factor,boiler.tcses.heat.coal.stoker.NOx,35.04,,48,12.96,35.04,0"))
        #expect(detail.contains(",B2,654023,heating,NOx,factor,boiler.tcses.heat.coal.stoker.NOx,10,,10,0,10,0"))
    }

    @Test func `both guides reach the same totals`() throws {
        let totals = try ["FirstInventory", "FirstInventory-zh"].map { name -> [Substring] in
            let text = try Repository.text("Docs/Docs.docc/Guides/\(name).md")
            return text.split(separator: "\n").filter { $0.hasPrefix("heating,") || $0.hasPrefix("road,") }
        }
        #expect(totals[0].count == 4)
        #expect(totals[0] == totals[1])
    }

    @Test func `the README's two commands are targets of the Makefile`() throws {
        let makefile = try Repository.text("Makefile")
        for file in ["README.md", "README.zh-CN.md"] {
            let text = try Repository.text(file)
            for target in ["demo", "test"] {
                #expect(text.contains("make \(target)"))
                #expect(makefile.contains("\n\(target):"))
            }
        }
        #expect(makefile.contains("lantian compute Inventories/ili-2021\n"))
    }

    @Test func `the page of messages is fresh, in both languages`() throws {
        let messages = try MessagesPage.messages()
        #expect(messages.count > 100)
        for message in messages {
            #expect(!message.zh.isEmpty && !message.en.isEmpty, "\(message.code)")
            #expect(message.zh.unicodeScalars.contains { $0.value > 0x2E80 }, "\(message.code)")
            #expect(!message.en.unicodeScalars.contains { $0.value > 0x2E80 }, "\(message.code)")
        }
        let stale = try Golden.difference(
            MessagesPage.text(of: messages), file: Repository.docs + "/Guides/Messages.md")
        #expect(stale == nil)
    }
}
