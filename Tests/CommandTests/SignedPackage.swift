import Foundation
import Lantian
import TestSupport
import Testing

let signingTools = InstalledProgram("openssl") != nil && InstalledProgram("xmlsec1") != nil

/// A small county's whole package, written by the program, and keys of an invented prefecture to sign it with.
struct SignedPackage {
    /// Made once for all tests.
    static let shared = Task { try SignedPackage() }

    let confined: Confined
    var folder: String { confined.folder.path }

    private init() throws {
        confined = try Confined()
        try confined.folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try confined.folder.write(Workplace.boilers, to: "county/boilers.csv")
        try authority("prefecture")
        try authority("stranger")
        try key("rsa", ["-newkey", "rsa:2048"])
        try key("ec", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
        try key("other", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], issuer: "stranger")
        try key("weak", ["-newkey", "rsa:1024"])
        try key("cipher", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"], usage: "keyAgreement")
        try key("expired", ["-newkey", "rsa:2048"], dates: ("20200101000000Z", "20210101000000Z"))
        try key("early", ["-newkey", "rsa:2048"], dates: ("21000101000000Z", "21010101000000Z"))
        for name in ["rsa", "ec"] {
            let outcome = try confined.run(
                "lantian report county --only xml --out \(name) --sign \(name).key --certificate \(name).pem --lang en")
            try #require(outcome.code == 0, "\(outcome.errors)")
        }
        let plain = try confined.run("lantian report county --only xml --out plain --lang zh")
        try #require(plain.code == 0, "\(plain.errors)")
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder + "/" + name + "/report.xml", encoding: .utf8)
    }

    func file(_ name: String) -> String { folder + "/" + name }

    /// The certificate that the prefecture trusts.
    func anchors() throws -> TrustAnchors { try TrustAnchors(files: [file("prefecture.pem")]) }

    private func openssl(_ arguments: [String]) throws { try #require(InstalledProgram("openssl")).succeed(arguments) }

    private func authority(_ name: String) throws {
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            file(name + ".key"), "-out", file(name + ".pem"), "-days", "365", "-subj", "/CN=Invented \(name)",
            "-addext", "keyUsage=critical,keyCertSign",
        ])
        try confined.folder.write("01", to: name + ".serial")
        try confined.folder.write("", to: name + ".index")
        try confined.folder.write(
            """
            [ca]
            default_ca = d
            [d]
            database = \(file(name + ".index"))
            serial = \(file(name + ".serial"))
            new_certs_dir = \(folder)
            default_md = sha256
            default_days = 365
            policy = p
            copy_extensions = copy
            unique_subject = no
            [p]
            commonName = supplied

            """, to: name + ".cnf")
    }

    private func key(
        _ name: String, _ kind: [String], usage: String = "digitalSignature", issuer: String = "prefecture",
        dates: (String, String)? = nil
    ) throws {
        try openssl(
            ["req", "-new", "-nodes"] + kind + [
                "-keyout", file(name + ".key"), "-out", file(name + ".csr"), "-subj", "/CN=Invented county \(name)",
                "-addext", "keyUsage=critical,\(usage)", "-addext", "basicConstraints=critical,CA:FALSE",
            ])
        try openssl(
            [
                "ca", "-batch", "-notext", "-config", file(issuer + ".cnf"), "-keyfile", file(issuer + ".key"), "-cert",
                file(issuer + ".pem"), "-in", file(name + ".csr"), "-out", file(name + ".pem"),
            ] + (dates.map { ["-startdate", $0.0, "-enddate", $0.1] } ?? []))
    }

    /// The plain package with a template in it, signed by the program `xmlsec1`.
    func signedByXMLSec(
        _ key: String, method: String, canonical: String = "http://www.w3.org/2001/10/xml-exc-c14n#",
        digest: String = "http://www.w3.org/2001/04/xmlenc#sha256", uri: String = "",
        transforms: [String] = ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"],
        keyInfo: String = "<X509Data><X509Certificate/></X509Data>", options: [String]? = nil
    ) throws -> String {
        let list = transforms.map { $0.hasPrefix("<") ? $0 : "<Transform Algorithm=\"\($0)\"/>" }.joined()
        let template = """
            <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
            <CanonicalizationMethod Algorithm="\(canonical)"/><SignatureMethod Algorithm="\(method)"/>
            <Reference URI="\(uri)"><Transforms>\(list)</Transforms><DigestMethod Algorithm="\(digest)"/>
            <DigestValue/></Reference></SignedInfo><SignatureValue/><KeyInfo>\(keyInfo)</KeyInfo></Signature>
            </report>
            """
        // Tests run side by side: each signs in a folder of its own.
        let scratch = try TemporaryFolder()
        let input = try scratch.write(
            try text("plain").replacing("</report>", with: template), to: "template.xml")
        let output = scratch.path + "/by-xmlsec1.xml"
        try #require(InstalledProgram("xmlsec1")).succeed(
            ["--sign"] + (options ?? ["--privkey-pem", file(key + ".key") + "," + file(key + ".pem")]) + [
                "--output", output, input,
            ])
        return try String(contentsOfFile: output, encoding: .utf8)
    }

    /// Whether `xmlsec1` accepts a text.
    func isAcceptedByXMLSec(_ bytes: [UInt8]) throws -> Bool {
        let scratch = try TemporaryFolder()
        let path = try scratch.write(bytes, to: "for-xmlsec1.xml")
        return try #require(InstalledProgram("xmlsec1"))
            .run("--verify", "--trusted-pem", file("prefecture.pem"), path).code == 0
    }

    /// What `verify` says of texts: the codes of the errors in each, from one run of the program.
    func verified(_ texts: [String]) throws -> [Set<String>] {
        let folder = "cases-\(UUID().uuidString)"
        for (number, text) in texts.enumerated() {
            try confined.folder.write(text, to: "\(folder)/\(number)/report.xml")
        }
        defer { try? FileManager.default.removeItem(atPath: file(folder)) }
        let names = texts.indices.map { "\(folder)/\($0)" }.joined(separator: " ")
        let outcome = try confined.run(
            "lantian verify \(names) --trust prefecture.pem --receipt \(folder)/receipt --lang en")
        let codes = try ReceiptCodes(file: file(folder) + "/receipt/receipt.xml").byFile
        let found = texts.indices.map { codes["\($0)/report.xml"] ?? ["no receipt"] }
        #expect(outcome.code == (found.allSatisfy(\.isEmpty) ? 0 : 65))
        return found
    }
}

/// The codes of errors that a receipt gives, by file.
struct ReceiptCodes {
    private(set) var byFile: [String: Set<String>] = [:]

    init(file: String) throws {
        let reader = try XMLReader(path: file)
        var package = ""
        while let event = try reader.next() {
            guard case .start(let element) = event else { continue }
            if element.name == "package" {
                package = element["file"] ?? ""
                byFile[package] = []
            } else if element.name == "finding", element["severity"] == "error" {
                // Neighbours of one region are the test's own doing.
                if let code = element["code"], code != "same-region-twice" { byFile[package]?.insert(code) }
            }
        }
    }
}
