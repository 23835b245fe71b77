import Tables
import TestSupport
import Testing

@testable import Documents

private let report = """
    <?xml version="1.0" encoding="UTF-8"?>
    <report xmlns="urn:lantian:test" region="330201" year="2023">
     <source id="锅炉 1" note="a &amp; b&#10;c"><mass unit="t">23.36</mass></source>
     <total>23.36</total>
    </report>

    """

private func codes(_ verdict: SignatureVerdict) -> [String] { verdict.failures.map(\.message.code) }

private func verify(_ text: String, _ anchors: TrustAnchors) -> [String] {
    codes(XMLSignature.verify(Array(text.utf8), file: "r.xml", trusting: anchors))
}

@Suite(.enabled(if: InstalledProgram("openssl") != nil, "the openssl command is not installed"))
struct XMLSignatureTests {
    private let keys: SampleKeys

    init() throws { keys = try SampleKeys() }

    private func signed(by name: String, _ text: String = report) throws -> String {
        String(
            decoding: try XMLSignature.sign(Array(text.utf8), file: "r.xml", as: keys.identity(name)), as: UTF8.self)
    }

    @Test func `a signed document verifies and tells who signed`() throws {
        for name in ["rsa", "ec"] {
            let text = try signed(by: name)
            let verdict = XMLSignature.verify(Array(text.utf8), file: "r.xml", trusting: try keys.anchors("root"))
            #expect(verdict.isValid, "\(verdict.failures.map { $0.description(in: .en) })")
            let signer = try #require(verdict.signer)
            #expect(signer.subject == (name == "rsa" ? "CN=示例县\\, 测试,C=CN" : "CN=Test County,C=CN"))
            #expect(signer.issuer == "CN=Test Root,O=示例省,C=CN")
            #expect(signer.serial == "a\(name.count)")
            #expect(signer.validFrom < signer.validUntil)
            #expect(signer.validFrom.hasSuffix("Z"))
            #expect(signer.fingerprint.count == 64)
            // The content is untouched.
            #expect(text.contains("note=\"a &amp; b&#10;c\"><mass unit=\"t\">23.36</mass>"))
        }
        #expect(try signed(by: "rsa") == signed(by: "rsa"))
    }

    @Test(arguments: ["rsa", "ec"])
    func `a change of one byte anywhere is found`(_ name: String) throws {
        let bytes = Array(try signed(by: name).utf8)
        let anchors = try keys.anchors("root")
        for place in bytes.indices {
            // A letter for another, a space for whatever it was, a digit.
            for byte in [bytes[place] ^ 1, 0x20, 0x0A, UInt8(ascii: "A"), UInt8(ascii: "'")] where byte != bytes[place]
            {
                var changed = bytes
                changed[place] = byte
                let verdict = XMLSignature.verify(changed, file: "r.xml", trusting: anchors)
                #expect(!verdict.isValid, "byte \(place) is \(byte)")
            }
            var shorter = bytes
            shorter.remove(at: place)
            let isValid = XMLSignature.verify(shorter, file: "r.xml", trusting: anchors).isValid
            #expect(!isValid, "byte \(place) is gone")
        }
    }

    @Test(
        "what canonical form forgives is refused by its own code",
        arguments: [
            ("<total>", "<total >"), ("year=\"2023\"", "year='2023'"), (" year=", "\nyear="),
            ("encoding=\"UTF-8\"", "encoding=\"utf-8\""), ("</report>\n", "</report>"),
            ("</report>\n", "</report>\n\n"),
            ("<total>", "<!-- no --><total>"), ("&amp;", "&#38;"),
            ("23.36</total>", "<![CDATA[23.36]]></total>"), ("\n", "\r\n"), ("<?xml", "\u{FEFF}<?xml"),
            ("<SignatureValue>", "<SignatureValue >"), ("<Reference URI=\"\">", "<Reference URI=''>"),
        ])
    func writtenOtherwise(_ row: (String, String)) throws {
        let text = try signed(by: "ec")
        try #require(text.contains(row.0))
        #expect(verify(text.replacing(row.0, with: row.1), try keys.anchors("root")) == ["signature-form"])
    }

    @Test func `base64 has one way to be written, but for white space`() throws {
        let text = try signed(by: "ec"), anchors = try keys.anchors("root")
        let open = try #require(text.range(ofPlain: "<SignatureValue>"))
        let letters = text[open...].prefix { $0 != "<" }
        func changed(_ value: String) -> [String] { verify(text.replacing(letters, with: value), anchors) }
        let place = letters.index(letters.startIndex, offsetBy: 20)
        #expect(changed(letters[..<place] + "\n" + letters[place...]) == [])
        // 64 bytes end in two signs of padding; the letter before them has four bits that mean nothing.
        try #require(letters.hasSuffix("=="))
        let last = try #require(letters.dropLast(2).last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let number = try #require(alphabet.firstIndex(of: last))
        #expect(changed(letters.dropLast(3) + String(alphabet[number | 1]) + "==") == ["signature-value"])
        #expect(changed(letters.dropLast(1) + "") == ["signature-value"])
        #expect(changed("!" + letters.dropFirst()) == ["signature-value"])
        #expect(
            verify(text.replacing("<KeyInfo ", with: "x<KeyInfo "), anchors) == ["signature-structure"])
    }

    @Test func `a file is signed in place, and only what the program would write`() throws {
        let file = try keys.folder.write(Array(report.utf8), to: "place.xml")
        try XMLSignature.sign(path: file, as: keys.identity("rsa"))
        let bytes = try OpenFile.contents(of: file, limit: 1 << 20, beyond: .tooLarge)
        #expect(try Array(signed(by: "rsa").utf8) == bytes)
        #expect(XMLSignature.verify(path: file, trusting: try keys.anchors("root")).isValid)
        #expect(code { _ = try signed(by: "rsa", "<a ><b/></a>") } == "signature-form")
        #expect(code { try XMLSignature.sign(path: "/nowhere.xml", as: keys.identity("rsa")) } == "cannot-open")
        // What looks like an end tag may fall on the border of two blocks.
        for padding in (1 << 16) - 20..<(1 << 16) + 4 {
            let long =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>" + String(repeating: "x", count: padding) + "</a>\n"
            let signed = try XMLSignature.sign(Array(long.utf8), file: "a.xml", as: keys.identity("ec"))
            #expect(String(decoding: signed.suffix(18), as: UTF8.self) == "</Signature>\n</a>\n")
        }
    }

    @Test func `a wrong value is told apart from a changed document`() throws {
        let text = try signed(by: "rsa")
        let open = try #require(text.range(ofPlain: "<SignatureValue>"))
        let place = text.index(open, offsetBy: 20)
        var changed = text
        changed.replaceSubrange(place...place, with: text[place] == "A" ? "B" : "A")
        #expect(verify(changed, try keys.anchors("root")) == ["signature-value"])
    }

    @Test func `trust is a matter of anchors and of time`() throws {
        let text = try signed(by: "ec"), bytes = Array(text.utf8)
        #expect(verify(text, .none) == ["certificate-untrusted"])
        #expect(verify(text, try keys.anchors("stranger")) == ["certificate-untrusted"])
        #expect(verify(text, try keys.anchors("stranger", "root")).isEmpty)
        #expect(verify(text, try keys.anchors("ec")).isEmpty)
        let own = try signed(by: "stranger")
        #expect(verify(own, try keys.anchors("root")) == ["certificate-untrusted"])
        #expect(verify(own, try keys.anchors("stranger")).isEmpty)
        let root = try keys.anchors("root")
        #expect(
            codes(XMLSignature.verify(bytes, file: "r.xml", trusting: root, at: 1_000_000_000))
                == ["certificate-not-yet-valid"])
        #expect(
            codes(XMLSignature.verify(bytes, file: "r.xml", trusting: root, at: 4_000_000_000)) == [
                "certificate-expired"
            ])
    }

    @Test func `a chain through an authority between is followed`() throws {
        try keys.request(
            "middle", "ec:P-256", "/C=CN/CN=Middle", issuer: "root", usage: "keyCertSign", isAuthority: true)
        try keys.request("county", "ec:P-256", "/C=CN/CN=County", issuer: "middle")
        let alone = try signed(by: "county")
        #expect(verify(alone, try keys.anchors("root")) == ["certificate-untrusted"])
        let both = try [keys.certificate("county"), keys.certificate("middle")].flatMap {
            try OpenFile.contents(of: $0, limit: 1 << 20, beyond: .tooLarge)
        }
        let chain = try keys.folder.write(both, to: "chain.pem")
        let identity = try SigningIdentity(keyFile: keys.key("county"), certificateFile: chain)
        let bytes = try XMLSignature.sign(Array(report.utf8), file: "r.xml", as: identity)
        let verdict = XMLSignature.verify(bytes, file: "r.xml", trusting: try keys.anchors("root"))
        #expect(verdict.isValid)
        #expect(verdict.signer?.subject == "CN=County,C=CN")
    }

    @Test func `weak keys and certificates for other uses are refused`() throws {
        try keys.request("weak", "rsa:1024", "/C=CN/CN=Weak", issuer: "root")
        #expect(code { _ = try keys.identity("weak") } == "signature-weak-key")
        try keys.request("cipher", "ec:P-256", "/C=CN/CN=Cipher", issuer: "root", usage: "keyAgreement")
        #expect(verify(try signed(by: "cipher"), try keys.anchors("root")) == ["certificate-usage"])
    }

    @Test func `wrapping, other references and other algorithms are refused`() throws {
        let text = try signed(by: "ec"), anchors = try keys.anchors("root")
        let start = try #require(text.range(ofPlain: "?>\n"))
        let inner = String(text[start...])
        let open = try #require(text.range(ofPlain: "</total>\n"))
        let tail = String(text[open...])
        let signature = String(tail[..<(try #require(tail.range(ofPlain: "</Signature>")))])
        let excl = "http://www.w3.org/2001/10/xml-exc-c14n#"
        let cases: [(String, String)] = [
            (report, "signature-missing"),
            ("<report xmlns='urn:lantian:test'><total>9</total>\(inner)</report>", "signature-structure"),
            ("<report>\(signature)<total>9</total></report>", "signature-digest"),
            ("<report>\(signature)\(signature)</report>", "signature-structure"),
            ("<report><a>\(signature)</a></report>", "signature-structure"), (signature, "signature-structure"),
            (text.replacing("URI=\"\"", with: "URI=\"#a\""), "signature-structure"),
            (text.replacing(" URI=\"\"", with: ""), "signature-structure"),
            (text.replacing("URI=\"\"", with: "URI=\"http://127.0.0.1:9/\""), "signature-structure"),
            (
                text.replacing(
                    "<Transform Algorithm=\"\(excl)\"/>",
                    with:
                        "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>0</XPath></Transform>"
                ),
                "signature-structure"
            ),
            (
                text.replacing(
                    "<Transform Algorithm=\"\(excl)\"/>",
                    with: "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>"),
                "signature-structure"
            ),
            (
                text.replacing("<Reference URI=\"\">", with: "<Reference URI=\"\" Id=\"a\">").replacing(
                    "</SignedInfo>", with: "<Reference URI=\"#a\"/></SignedInfo>"), "signature-structure"
            ),
            (
                text.replacing(
                    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                    with: "http://www.w3.org/2001/04/xmldsig-more#rsa-md5"), "signature-algorithm"
            ),
            (
                text.replacing(
                    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                    with: "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), "signature-algorithm"
            ),
            (
                text.replacing(
                    "http://www.w3.org/2001/04/xmlenc#sha256",
                    with: "http://www.w3.org/2001/04/xmldsig-more#md5"), "signature-algorithm"
            ),
            (text.replacing("</KeyInfo>", with: "</KeyInfo><Object><total>9</total></Object>"), "signature-structure"),
            (
                text.replacing(
                    "http://www.w3.org/2001/04/xmlenc#sha256", with: "http://www.w3.org/2000/09/xmldsig#sha1"),
                "signature-algorithm"
            ),
            (
                text.replacing(
                    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                    with: "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"), "signature-algorithm"
            ),
            (
                text.replacing(
                    "CanonicalizationMethod Algorithm=\"\(excl)\"",
                    with: "CanonicalizationMethod Algorithm=\"\(excl)WithComments\""),
                "signature-algorithm"
            ),
            (text.replacing("<X509Certificate>", with: "<X509Certificate>!"), "signature-certificate"),
            (text.replacing("X509Certificate>", with: "X509CRL>"), "signature-certificate"),
            ("<!DOCTYPE report [<!ENTITY a 'b'>]>" + inner, "xml-doctype"), ("<report>", "xml-not-well-formed"),
        ]
        for (index, (changed, expected)) in cases.enumerated() {
            #expect(verify(changed, anchors) == [expected], "case \(index)")
        }
    }

    @Test func `signing refuses what it cannot do`() throws {
        #expect(code { _ = try signed(by: "ec", try signed(by: "ec")) } == "signature-present")
        #expect(code { _ = try signed(by: "ec", "<a>") } == "xml-not-well-formed")
        #expect(
            code { _ = try SigningIdentity(keyFile: keys.key("ec"), certificateFile: keys.certificate("rsa")) }
                == "signature-key-mismatch")
        #expect(
            code { _ = try SigningIdentity(keyFile: keys.certificate("ec"), certificateFile: keys.certificate("ec")) }
                == "signature-key-unreadable")
        #expect(
            code { _ = try SigningIdentity(keyFile: keys.key("ec"), certificateFile: keys.key("ec")) }
                == "certificate-unreadable")
        #expect(code { _ = try TrustAnchors(files: ["/nowhere.pem"]) } == "cannot-open")
    }

    @Test func `an encrypted key needs its password and nobody is asked`() throws {
        let locked = keys.folder.file("locked.key")
        let (status, output) = try keys.tool.run([
            "pkcs8", "-topk8", "-in", keys.key("ec"), "-out", locked, "-passout", "pass:secret",
        ])
        try #require(status == 0, "\(output)")
        let certificate = keys.certificate("ec")
        func open(_ password: String?) -> String? {
            code { _ = try SigningIdentity(keyFile: locked, certificateFile: certificate, password: password) }
        }
        #expect(open("secret") == nil)
        #expect(open("wrong") == "signature-key-unreadable")
        #expect(open(nil) == "signature-key-unreadable")
    }

    @Test(.enabled(if: InstalledProgram("xmlsec1") != nil, "the xmlsec1 command is not installed"))
    func `xmlsec1 accepts what we sign, and refuses it changed`() throws {
        let tool = try #require(InstalledProgram("xmlsec1"))
        for name in ["rsa", "ec"] {
            let text = try signed(by: name)
            for (sample, holds) in [(text, true), (text.replacing("23.36</total>", with: "23.46</total>"), false)] {
                let file = try keys.folder.write(Array(sample.utf8), to: "\(name).xml")
                let (code, output) = try tool.run(["--verify", "--trusted-pem", keys.certificate("root"), file])
                #expect((code == 0) == holds, "\(output)")
            }
        }
    }

    @Test(.enabled(if: InstalledProgram("xmlsec1") != nil, "the xmlsec1 command is not installed"))
    func `we accept what xmlsec1 signs`() throws {
        let tool = try #require(InstalledProgram("xmlsec1"))
        for (name, method, c14n) in [
            ("rsa", "rsa-sha256", "http://www.w3.org/2001/10/xml-exc-c14n#"),
            ("rsa", "rsa-sha512", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
            ("ec", "ecdsa-sha384", "http://www.w3.org/2001/10/xml-exc-c14n#"),
        ] {
            let template = """
                <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>
                <CanonicalizationMethod Algorithm="\(c14n)"/>
                <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#\(method)"/>
                <Reference URI=""><Transforms>
                <Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>
                <DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo>
                <SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></report>
                """
            let file = try keys.folder.write(Array(report.replacing("</report>", with: template).utf8), to: "t.xml")
            let out = keys.folder.file("signed.xml")
            let (status, output) = try tool.run([
                "--sign", "--privkey-pem", keys.key(name) + "," + keys.certificate(name), "--output", out, file,
            ])
            try #require(status == 0, "\(output)")
            let bytes = try OpenFile.contents(of: out, limit: 1 << 20, beyond: .tooLarge)
            let verdict = XMLSignature.verify(bytes, file: "signed.xml", trusting: try keys.anchors("root"))
            #expect(verdict.isValid, "\(codes(verdict))")
            let changed = String(decoding: bytes, as: UTF8.self).replacing("year=\"2023\"", with: "year=\"2022\"")
            #expect(verify(changed, try keys.anchors("root")) == ["signature-digest"])
        }
    }
}
