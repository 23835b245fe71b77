import CLibXLSXWriter
import CLibXML2
import CLibXMLSec
import CLibYAML
import CLibZip
import Glibc

/// The C libraries that the program runs with.
public enum LinkedLibraries {
    /// Their names and versions, as they say themselves: of what is loaded, not of what was compiled against.
    public static var versions: [(name: String, version: String)] {
        [
            ("glibc", told(by: "gnu_get_libc_version")), ("libxml2", dotted(text(clibxml2_version()))),
            ("libxlsxwriter", text(lxw_version())), ("libyaml", text(yaml_get_version_string())),
            ("libzip", text(zip_libzip_version())),
            ("zlib", told(by: "zlibVersion")),
            ("OpenSSL", String(text(OpenSSL_version(0)).drop { !$0.isNumber })), ("xmlsec1", xmlsec),
        ].filter { !$0.1.isEmpty }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }

    /// 20914 is 2.9.14; what a distribution adds stays behind it.
    private static func dotted(_ text: String) -> String {
        let digits = text.prefix { $0.isNumber }
        guard let number = Int(digits), number >= 10000 else { return text }
        return "\(number / 10000).\(number / 100 % 100).\(number % 100)" + text.dropFirst(digits.count)
    }

    /// What a function says that no module of ours declares: zlib comes along with libzip and libxml2.
    private static func told(by function: String) -> String {
        guard let symbol = dlsym(nil, function) else { return "" }
        return text(unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)())
    }

    /// xmlsec1 says only whether it is the one that was compiled against.
    private static var xmlsec: String {
        let isSame =
            xmlSecCheckVersionExt(
                Int32(XMLSEC_VERSION_MAJOR), Int32(XMLSEC_VERSION_MINOR), Int32(XMLSEC_VERSION_SUBMINOR),
                xmlSecCheckVersionExactMatch) == 1
        return isSame ? XMLSEC_VERSION : "≠ \(XMLSEC_VERSION)"
    }
}
