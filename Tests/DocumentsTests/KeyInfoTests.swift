import Tables
import TestSupport
import Testing

@testable import Documents

private let report = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<report year=\"2023\"><total>23.36</total></report>\n"

/// What travels with a signature, and what the receiver trusts.
@Suite(.enabled(if: InstalledProgram("openssl") != nil, "the openssl command is not installed"))
struct KeyInfoTests {
    private let keys: SampleKeys

    init() throws { keys = try SampleKeys() }

    private func codes(_ text: String, _ anchors: TrustAnchors) -> [String] {
        XMLSignature.verify(Array(text.utf8), file: "r.xml", trusting: anchors).failures.map(\.message.code)
    }

    private func signed(by name: String) throws -> String {
        String(
            decoding: try XMLSignature.sign(Array(report.utf8), file: "r.xml", as: keys.identity(name)), as: UTF8.self)
    }

    private func certificate(_ name: String) throws -> String {
        Base64.text(try #require(Certificate.all(inFile: keys.certificate(name)).first).der)
    }

    @Test func `nothing is added to the certificates of a signed document, nor taken away or moved`() throws {
        let text = try signed(by: "ec"), anchors = try keys.anchors("root")
        try #require(codes(text, anchors) == [])
        let copy = "<X509Certificate>\(try certificate("ec"))</X509Certificate>"
        let root = "<X509Certificate>\(try certificate("root"))</X509Certificate>"
        try #require(text.contains(copy))
        let ends = "</X509Data></KeyInfo>"
        let cases: [(String, String, [String])] = [
            (ends, "</X509Data><RetrievalMethod URI=\"\"/></KeyInfo>", ["signature-certificate"]),
            (ends, "</X509Data><KeyName>x</KeyName></KeyInfo>", ["signature-certificate"]),
            (ends, "</X509Data><X509Data>\(copy)</X509Data></KeyInfo>", ["signature-certificate"]),
            (ends, copy + ends, ["signature-certificate"]),
            (ends, "<X509SubjectName>CN=x</X509SubjectName>" + ends, ["signature-certificate"]),
            // The issuer's own certificate stands where it may, but was not there.
            (ends, root + ends, ["signature-key-info"]),
            (copy, root + copy, ["signature-certificate"]),
            (ends, "\n" + ends, ["signature-key-info"]),
            (ends, "<?x?>" + ends, ["signature-structure"]),
            ("<X509Data>", "<X509Data xmlns:x=\"urn:x\">", ["signature-certificate"]),
            ("<X509Data>", "<X509Data Id=\"x\">", ["signature-certificate"]),
            ("<KeyInfo Id", "<KeyInfo xmlns:x=\"urn:x\" Id", ["signature-structure"]),
            ("Id=\"certificates\"", "Id=\"other\"", ["signature-structure"]),
            (" Id=\"certificates\"", "", ["signature-structure"]),
            ("<SignatureValue>", "<SignatureValue Id=\"x\">", ["signature-structure"]),
            ("<Signature xmlns", "<Signature Id=\"x\" xmlns", ["signature-structure"]),
            ("<Signature xmlns", "<Signature xmlns:x=\"urn:x\" xmlns", ["signature-structure"]),
        ]
        for (old, new, expected) in cases {
            let changed = text.replacing(old, with: new, maxReplacements: 1)
            try #require(changed != text)
            #expect(codes(changed, anchors) == expected, "\(new.prefix(60))")
        }
    }

    @Test func `a signer of a region signs for it and what lies within, and for no other`() throws {
        var anchors = TrustAnchors.none
        try anchors.add(signersOf: "654000", file: keys.certificate("ec"))
        try anchors.add(signersOf: "654002", file: keys.certificate("rsa"))
        let (prefecture, county) = (try signed(by: "ec"), try signed(by: "rsa"))
        for (text, region, expected) in [
            (prefecture, "654000", []), (prefecture, "654002", []), (prefecture, "653000", ["certificate-region"]),
            (prefecture, "650000", ["certificate-region"]), (county, "654002", []),
            (county, "654003", ["certificate-region"]), (county, "654000", ["certificate-region"]),
            (try signed(by: "stranger"), "654002", ["certificate-untrusted"]),
        ] {
            #expect(codes(text, anchors.forRegion(region)) == expected, "\(region)")
            let verdict = XMLSignature.verify(Array(text.utf8), file: "r.xml", trusting: anchors.forRegion(region))
            #expect(verdict.isOfRegion == expected.isEmpty)
        }
        // Nothing is said of a region: nobody's signer is trusted.
        #expect(codes(county, anchors) == ["certificate-region"])
        let wide = try keys.anchors("root")
        let verdict = XMLSignature.verify(Array(county.utf8), file: "r.xml", trusting: wide.forRegion("654003"))
        #expect(verdict.isValid && !verdict.isOfRegion)
    }

    @Test func `what a region's certificate issued is not trusted, and authorities sign nothing`() throws {
        try keys.request("own", "ec:P-256", "/C=CN/CN=Own", usage: "digitalSignature,keyCertSign", isAuthority: true)
        try keys.request("below", "ec:P-256", "/C=CN/CN=Below", issuer: "own")
        var anchors = TrustAnchors.none
        try anchors.add(signersOf: "654002", file: keys.certificate("own"))
        let county = anchors.forRegion("654002")
        #expect(codes(try signed(by: "own"), county) == [])
        #expect(codes(try signed(by: "below"), county) == ["certificate-untrusted"])
        // Below a trusted authority, one that may issue others is no signer.
        try keys.request(
            "middle", "ec:P-256", "/C=CN/CN=Middle", issuer: "root", usage: "digitalSignature,keyCertSign",
            isAuthority: true)
        let root = try keys.anchors("root")
        #expect(codes(try signed(by: "middle"), root) == ["certificate-usage"])
        #expect(codes(try signed(by: "ec"), root) == [])
        #expect(codes(try signed(by: "middle"), try keys.anchors("middle")) == [])
    }
}
