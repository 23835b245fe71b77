import TestSupport
import Testing

@testable import Tables

/// What goes in comes out, or the run ends: accounts that are held on every run.
@Suite struct AccountTests {
    @Test func `an account that is even lets the run go on`() {
        Account.balance("rows", 0, [])
        Account.balance("rows", 3, [("a", 1), ("b", 2)])
        Account.rows(of: "a.csv", seen: 10, accepted: 7, rejected: 2, blank: 1)
    }

    @Test func `one that is not ends the run, with both sides on standard error`() async throws {
        let ended = try #require(
            await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                Account.rows(of: "a.csv", seen: 10, accepted: 7, rejected: 1, blank: 1)
            })
        let told = String(decoding: ended.standardErrorContent, as: UTF8.self)
        #expect(told.contains("rows of a.csv do not balance: 10 ≠ 7 accepted + 1 rejected + 1 blank"))
        await #expect(processExitsWith: .failure) { Account.balance("tonnes", 1, []) }
        await #expect(processExitsWith: .failure) { Account.balance("tonnes", 0, [("a", 1), ("b", -2)]) }
    }

    @Test func `each chunk accounts for its lines and rows, blank ones too`() throws {
        let scratch = try TemporaryFolder()
        let text = "source_id,fuel,fuel_use\n\nB1,coal,1\n , ,\nB2,\"co\nal\",2\n,,\nB3,coal,x\n\nB4,coal,4"
        let path = try scratch.write(text, to: "t.csv")
        for size in [1, 7, 20, 1 << 20] {
            var rejected = 0
            let outcome = try TableStream(
                path, schema: Samples.boilers, vocabularies: Samples.vocabularies, chunkSize: size
            ).process(chunk: { $0.rowCount }, inOrder: { _, _ in }, rejectedRow: { _ in rejected += 1 })
            #expect(outcome.rowCount == 2 && rejected == 2, "\(size)")
        }
    }
}
