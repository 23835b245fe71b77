/// Administrative division codes 行政区划代码 (GB/T 2260): six digits, of which pairs of zeros at the end mean all that lies
/// within.
package enum RegionCode {
    /// Whether a region is another one or lies within it: 654002 in 654000, in 650000 and in 100000, the country.
    package static func holds(_ code: String, within region: String) -> Bool {
        if region == "100000" { return true }
        var prefix = region[...]
        if prefix.hasSuffix("00") { prefix = prefix.dropLast(2) }
        if prefix.count == 4, prefix.hasSuffix("00") { prefix = prefix.dropLast(2) }
        return code.hasPrefix(prefix)
    }
}
