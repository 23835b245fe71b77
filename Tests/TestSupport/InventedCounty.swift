import Lantian

/// A small invented county with boilers and households, whose numbers differ with the seed.
public enum InventedCounty {
    /// A boiler that several counties may claim.
    public static let sharedBoiler = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"

    /// A plan of one measure that waits for its share; the remark behind it is the user's own.
    public static let plan = """
        plan: invented
        title: {zh: 虚构方案, en: Invented plan}
        base_year: 2024
        years: [2025]
        clauses:
          - {id: XX-01, clause: 一, kind: M, text: 淘汰燃煤锅炉（虚构）, topic: {zh: 锅炉, en: boilers}, effect: measures}
        measures:
          - id: XX-01.1
            clauses: [XX-01]
            title: {zh: 淘汰一部分锅炉, en: some boilers closed}
            action: close
            table: boilers
            where: {fuel: coal}
            with: {share: "?"}  # 虚构
            timing: {completed: 2024-12}

        """

    /// A plan to choose from: half of each boiler's NOx for 1,000 a t/h, and a closure of which nobody knows the cost.
    public static let options = """
        plan: invented-options
        title: {zh: 虚构可选措施, en: Invented measures to choose from}
        base_year: 2024
        years: [2025]
        clauses:
          - {id: XX-01, clause: 一, kind: M, text: 锅炉治理（虚构）, topic: {zh: 锅炉, en: boilers}, effect: measures}
        measures:
          - id: A
            clauses: [XX-01]
            title: {zh: 低氮改造, en: low-NOx burners}
            action: control
            table: boilers
            where: {fuel: coal}
            with: {pollutant: NOx, removal: 0.5}
            timing: {completed: 2025-10}
            choose: free
            cost: {annual: 1000, each: capacity, price_year: 2024, source: invented}
          - id: B
            clauses: [XX-01]
            title: {zh: 关停, en: closed}
            action: close
            table: boilers
            where: {fuel: coal}
            timing: {completed: 2025-10}
            choose: free

        """

    /// Writes it to a folder as `inventory.yaml`, `boilers.csv` and `households.csv`.
    public static func write(
        _ folder: String, region: String, year: Int = 2024, seed: Int, extraBoilers: String = "", order: [Int]? = nil
    ) throws {
        try AtomicFile.write(
            """
            region: \(region)
            name: {zh: "虚构县 \(region)", en: "Invented county \(region)"}
            year: \(year)
            invented: yes
            compiler: {zh: 虚构, en: invented}
            sources: {zh: 虚构, en: invented}
            sulphur: {gasoline: 10, diesel: 10}
            defaults:
              - table: boilers
                column: use
                value: industrial
                when: {technology: stoker}
                reason: {zh: 未填用途, en: the use is not given}

            """, to: folder + "/inventory.yaml")
        let rows = (0..<6).map { i in
            "B\(seed)-\(i),虚构厂\(seed),91650000000000\(1000 + seed),bituminous,stoker,\(10 + i),"
                + "\(1000 + 37 * i + seed),20.1"
        }
        let sorted = (order ?? Array(0..<6)).map { rows[$0] }
        try AtomicFile.write(
            "id,firm_name,credit_code,fuel,technology,capacity,fuel_use,heat_value\n"
                + sorted.joined(separator: "\n") + "\n" + extraBoilers, to: folder + "/boilers.csv")
        try AtomicFile.write(
            "id,fuel,stove,households,fuel_per_household\nH1,raw_coal,traditional,\(100 + seed),2.5\n"
                + "H2,raw_coal,traditional,未报送,2.5\n", to: folder + "/households.csv")
    }
}
