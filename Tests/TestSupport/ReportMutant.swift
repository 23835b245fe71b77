/// One change to the text of a report package.
public struct ReportMutant: Sendable {
    /// What it does.
    public let name: String
    private let old: String
    private let new: String

    init(_ name: String, _ old: String, _ new: String) {
        self.name = name
        self.old = old
        self.new = new
    }

    /// The changed text, or `nil` for a package that has no such place.
    public func applied(to text: String) -> String? {
        text.contains(old) ? text.replacing(old, with: new, maxReplacements: 1) : nil
    }

    /// Changes that no schema check may let pass; each belongs to the packages that hold its text.
    public static let all: [ReportMutant] = [
        ReportMutant("a word for a total", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"banana"),
        ReportMutant("a negative total", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"-"),
        ReportMutant("an exponent", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"1e"),
        ReportMutant("finer than a microgram", "assumed=\"0\"", "assumed=\"0.0000000000001\""),
        ReportMutant("a total without pollutant", "<total pollutant=\"NOx\" ", "<total "),
        ReportMutant("a total without tonnes", "lines=\"", "line=\""),
        ReportMutant("a year of five digits", "year=\"2024\" invented", "year=\"20244\" invented"),
        ReportMutant("a year long past", "year=\"2024\" invented", "year=\"1889\" invented"),
        ReportMutant("a region of five digits", "region=\"653022\" year", "region=\"65302\" year"),
        ReportMutant("a region of letters", "region=\"653022\" year", "region=\"65302x\" year"),
        ReportMutant("invented maybe", "invented=\"true\"", "invented=\"maybe\""),
        ReportMutant("another version", "version=\"1.1\" region", "version=\"2.0\" region"),
        ReportMutant("no version", "version=\"1.1\" region", "region"),
        ReportMutant("an unknown attribute", "<name zh", "<name colour=\"red\" zh"),
        ReportMutant("an unknown element", "<claims/>", "<claims/><blames/>"),
        ReportMutant("elements in another order", "<claims/>\n <refusals/>", "<refusals/>\n <claims/>"),
        ReportMutant("a missing element", " <refusals/>\n", ""),
        ReportMutant("a repeated element", "<claims/>", "<claims/><claims/>"),
        ReportMutant("text between elements", "<claims/>", "none<claims/>"),
        ReportMutant("another namespace", "urn:lantian:report:1", "urn:lantian:report:2"),
        ReportMutant("a digest cut short", "library=\"", "library=\"00"),
        ReportMutant(
            "a digest of other letters", "role=\"manifest\" name=\"inventory.yaml\" digest=\"",
            "role=\"manifest\" name=\"inventory.yaml\" digest=\"XY"),
        ReportMutant("an input of no known role", "role=\"manifest\"", "role=\"rumour\""),
        ReportMutant("two inputs of one name", "name=\"households.csv\"", "name=\"boilers.csv\""),
        ReportMutant("a dangling basis", "basis=\"b1\"", "basis=\"b9999\""),
        ReportMutant("two bases of one id", "<basis id=\"b2\"", "<basis id=\"b1\""),
        ReportMutant("a dangling factor", "<factor ref=\"", "<factor ref=\"none-"),
        ReportMutant("a dangling assumption", "<assumption ref=\"a1\"/>", "<assumption ref=\"a0\"/>"),
        ReportMutant("two sources of one id", "id=\"B1-1\"", "id=\"B1-0\""),
        ReportMutant("two sources of one number", "<source n=\"2\"", "<source n=\"1\""),
        ReportMutant("a source without number", "<source n=\"2\" ", "<source "),
        ReportMutant("fuel of nothing", "fuel_use=\"1038\"", "fuel_use=\"\""),
        ReportMutant("negative fuel", "fuel_use=\"1038\"", "fuel_use=\"-1038\""),
        ReportMutant("too much fuel", "fuel_use=\"1038\"", "fuel_use=\"10000000000\""),
        ReportMutant("a column of another table", "fuel_use=\"1038\"", "flights=\"1038\""),
        ReportMutant("a code of two words", "fuel=\"bituminous\"", "fuel=\"black coal\""),
        ReportMutant("a state that is none", "state=\"assumed\"", "state=\"guessed\""),
        ReportMutant("a result without basis", "basis=\"b1\" ", ""),
        ReportMutant("two results of one line", "pollutant=\"VOCs\" basis", "pollutant=\"NOx\" basis"),
        ReportMutant("an emission beyond all", " t=\"", " t=\"99999999999999"),
        ReportMutant(
            "a pack out of its folder", "<packs/>", "<packs><file layer=\"1\" name=\"../../x.csv\">a</file></packs>"),
        ReportMutant("a mark that is none", "<source n=\"1\" ", "<source cells_defaulted=\"use\" n=\"1\" "),
        ReportMutant("a factor of unknown confidence", "confidence=\"", "confidence=\"very-"),
        ReportMutant("a negative removal", " removed=\"", " removed=\"-1"),
        ReportMutant("a word for what is generated", " generated=\"", " generated=\"much-"),
        ReportMutant("a release that is none", " release=\"", " release=\"half-"),
        // Packages with a plan.
        ReportMutant("two reductions of one measure", "<reduction measure=\"M2\"", "<reduction measure=\"M1\""),
        ReportMutant("a reduction without measure", "<reduction measure=\"M1\" ", "<reduction "),
        ReportMutant("a word for a reduction", " reduction=\"", " reduction=\"much"),
        ReportMutant("a negative scenario", " scenario=\"", " scenario=\"-"),
        ReportMutant("a target that is neither met nor short", "state=\"short\"", "state=\"nearly\""),
        ReportMutant("a target before the reductions", "<reduction ", "<target/><reduction "),
        ReportMutant("a plan without name", "<scenario plan=\"invented\" ", "<scenario "),
        ReportMutant("two plans", "<scenario plan=", "<scenario/><scenario plan="),
        // Merged packages.
        ReportMutant("two parts of one region", "<part region=\"653023\"", "<part region=\"653022\""),
        ReportMutant("a claim of no known kind", "<claim kind=\"unit\"", "<claim kind=\"half\""),
        ReportMutant("a claim without key", " key=\"9165", " kee=\"9165"),
        ReportMutant(
            "a claim on no table", "<claim kind=\"unit\" table=\"boilers\"", "<claim kind=\"unit\" table=\"toilers\""),
        ReportMutant("a holder without region", "<holder region=\"653022\" ", "<holder "),
        ReportMutant("a claim that one alone holds", "</holder>\n   <holder ", "</holder>\n  </claim>\n  <claim "),
        ReportMutant(
            "a refusal without digest", "<refusal region=\"653024\" year=\"2024\" digest=",
            "<refusal region=\"653024\" year=\"2024\" sum="),
        ReportMutant("a refusal without reason", "<code zh=", "<cause zh="),
        ReportMutant("parts before the claims", " <claims>", " <part/><claims>"),
        ReportMutant("no part at all, but a note", " <part region=\"653022\"", " <note region=\"653022\""),
    ]

    /// Changes of writing or value that every schema check must let pass.
    public static let harmless: [ReportMutant] = [
        ReportMutant("other quotes", "version=\"1.1\" region", "version='1.1' region"),
        ReportMutant("more space in a tag", "<claims", "<claims "),
        ReportMutant("a remark", "<claims", "<!-- a --><claims"),
        ReportMutant("a total of another value", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"1"),
        ReportMutant("another year", "year=\"2024\" invented", "year=\"2031\" invented"),
        ReportMutant("another name", "<name zh=\"", "<name zh=\"新"),
        ReportMutant("an instruction", "<report ", "<?a b?><report "),
    ]
}
