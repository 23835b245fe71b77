import Foundation
import TestSupport
import Testing

/// Numbers that a double holds go through a package as they are, however many decimals they take.
@Suite struct SmallNumberTests {
    @Test(arguments: [
        "1e-30", "1.2345678901234567e-9", "0.30000000000000004", "4.9e-324", "0.000000012345678901234567",
        "1234.567890123456",
    ])
    func `a package of it is written and accepted`(_ number: String) throws {
        let confined = try Confined()
        try confined.folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try confined.folder.write(
            "id,county_code,use,fuel,technology,fuel_use,capacity\nB1,654002,heating,coal,stoker,\(number),\(number)\n",
            to: "county/boilers.csv")
        let report = try confined.run("lantian report county --only xml --out package --lang en")
        #expect(report.code == 0, "\(report.errors)")
        let verified = try confined.run("lantian verify package --lang en")
        #expect(verified.code == 0, "\(verified.output)")
    }

    @Test func `values of the manifest too`() throws {
        let confined = try Confined()
        try confined.folder.write(
            InventoryText.manifest(year: 2024)
                + "defaults:\n  - {table: boilers, column: capacity, value: 1e-30, reason: a test of small numbers}\n",
            to: "county/inventory.yaml")
        try confined.folder.write(
            "id,county_code,use,fuel,technology,fuel_use\nB1,654002,heating,coal,stoker,1\n", to: "county/boilers.csv")
        let report = try confined.run("lantian report county --only xml --out package --lang en")
        #expect(report.code == 0, "\(report.errors)")
        #expect(try confined.run("lantian verify package --lang en").code == 0)
    }
}
