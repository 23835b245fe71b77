import Foundation
import Lantian
import TestSupport
import Testing

/// Whole packages signed and checked: by the program, and by `xmlsec1`, which must agree.
@Suite(.enabled(if: signingTools, "openssl or xmlsec1 is not installed"))
struct SignatureVerbTests {
    private func codes(_ bytes: [UInt8], _ anchors: TrustAnchors) -> Set<String> {
        Set(XMLSignature.verify(bytes, file: "report.xml", trusting: anchors).failures.map(\.message.code))
    }

    @Test(arguments: ["rsa", "ec"])
    func `xmlsec1 accepts a package that we sign, and both refuse it after any change of one byte`(
        _ key: String
    ) async throws {
        let package = try await SignedPackage.shared.value
        let text = try package.text(key), bytes = Array(text.utf8), anchors = try package.anchors()
        #expect(try package.verified([text]) == [[]])
        #expect(try package.isAcceptedByXMLSec(bytes))

        // Every byte of the signature, and every ninth of the rest.
        let head = try #require(text.firstRange(of: "<Signature "))
        let start = text[..<head.lowerBound].utf8.count
        for place in bytes.indices where place >= start || place % 9 == 0 {
            for byte in [bytes[place] ^ 1, UInt8(ascii: " ")] where byte != bytes[place] {
                var changed = bytes
                changed[place] = byte
                let isAccepted = codes(changed, anchors).isEmpty
                #expect(!isAccepted, "byte \(place) is \(byte)")
            }
        }
        // Sixty places over the whole file, with xmlsec1.
        var forgiven = 0
        for number in 0..<60 {
            let place = (number * 2 + 1) * bytes.count / 120
            var changed = bytes
            changed[place] ^= 1
            if try package.isAcceptedByXMLSec(changed) {
                forgiven += 1
                #expect(codes(changed, anchors) == ["signature-form"], "byte \(place)")
            }
        }
        #expect(forgiven == 0)
    }

    @Test func `what xmlsec1 forgives, since it changes no content, verify refuses by its own code`() async throws {
        let package = try await SignedPackage.shared.value
        let text = try package.text("ec")
        let changed = [
            ("<totals>", "<totals\n>"), ("year=\"2024\"", "year='2024'"), (" year=", "\tyear="),
            ("</report>\n", "</report>\n\n"), ("<claims/>", "<claims></claims>"), ("\n", "\r\n"),
            ("<report ", "<!-- seen --><report "), ("UTF-8", "utf-8"),
        ].map { text.replacing($0.0, with: $0.1) }
        for text in changed { #expect(try package.isAcceptedByXMLSec(Array(text.utf8))) }
        #expect(try package.verified(changed) == changed.map { _ in ["signature-form"] })
    }

    @Test func `a package that xmlsec1 signs is accepted, and refused after a change`() async throws {
        let package = try await SignedPackage.shared.value
        let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        let exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#"
        let enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
        var texts: [String] = []
        for (key, method) in [("rsa", "rsa-sha256"), ("ec", "ecdsa-sha256"), ("rsa", "rsa-sha512")] {
            for canonical in [exclusive, inclusive] {
                for transforms in [[enveloped], [enveloped, canonical]] {
                    texts.append(
                        try package.signedByXMLSec(
                            key, method: "http://www.w3.org/2001/04/xmldsig-more#" + method, canonical: canonical,
                            transforms: transforms))
                }
            }
        }
        #expect(try package.verified(texts) == texts.map { _ in [] })
        // 35.04 t: a number that only its signature speaks for, since the name of a firm is not computed.
        let changed = texts.map { $0.replacing("zh=\"测试\"", with: "zh=\"测验\"") }
        #expect(zip(texts, changed).allSatisfy { $0 != $1 })
        #expect(try package.verified(changed) == changed.map { _ in ["signature-digest"] })
        // Merged alone, each is the package without its signature.
        let plain = try package.text("plain")
        try package.confined.folder.write(texts[0], to: "theirs/report.xml")
        for name in ["theirs", "rsa", "ec"] {
            let outcome = try package.confined.run("lantian merge \(name) --trust prefecture.pem --out merged-\(name)")
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(try package.text("merged-" + name) == plain)
        }
    }

    @Test func `algorithms that do not hold and references that do not cover all are refused`() async throws {
        let package = try await SignedPackage.shared.value
        let more = "http://www.w3.org/2001/04/xmldsig-more#", old = "http://www.w3.org/2000/09/xmldsig#"
        let sha256 = more + "rsa-sha256"
        try package.confined.folder.write("a secret of sixteen letters", to: "hmac.bin")
        let secret = ["--hmackey", package.file("hmac.bin")]
        let texts = [
            // Each of these is a signature that xmlsec1 itself made.
            (try package.signedByXMLSec("rsa", method: old + "rsa-sha1"), "signature-algorithm"),
            (try package.signedByXMLSec("rsa", method: more + "rsa-md5"), "signature-algorithm"),
            (try package.signedByXMLSec("rsa", method: sha256, digest: old + "sha1"), "signature-algorithm"),
            (try package.signedByXMLSec("rsa", method: sha256, digest: more + "md5"), "signature-algorithm"),
            (
                try package.signedByXMLSec("rsa", method: more + "hmac-sha256", options: secret),
                "signature-algorithm"
            ),
            (
                try package.signedByXMLSec("rsa", method: sha256, keyInfo: "<KeyValue/>"), "signature-certificate"
            ),
            (try package.signedByXMLSec("rsa", method: sha256, uri: "#xpointer(/)"), "signature-structure"),
            (
                try package.signedByXMLSec(
                    "rsa", method: sha256,
                    transforms: [
                        old + "enveloped-signature",
                        "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>1=1</XPath></Transform>",
                    ]), "signature-structure"
            ),
            (
                try package.signedByXMLSec(
                    "rsa", method: sha256,
                    transforms: [
                        "<Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><XPath "
                            + "xmlns=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"intersect\">/*/*</XPath></Transform>"
                    ]), "signature-structure"
            ),
        ]
        #expect(try package.verified(texts.map(\.0)) == texts.map { [$0.1] })
    }

    @Test func `keys and certificates that do not hold are refused, each by its code`() async throws {
        let package = try await SignedPackage.shared.value
        let sha256 = "http://www.w3.org/2001/04/xmldsig-more#"
        let texts = try [
            ("other", "ecdsa-sha256", "certificate-untrusted"), ("cipher", "ecdsa-sha256", "certificate-usage"),
            ("expired", "rsa-sha256", "certificate-expired"), ("early", "rsa-sha256", "certificate-not-yet-valid"),
            ("weak", "rsa-sha256", "signature-weak-key"),
        ].map { (try package.signedByXMLSec($0.0, method: sha256 + $0.1), $0.2) }
        let found = try package.verified(texts.map(\.0))
        for (codes, text) in zip(found, texts) { #expect(codes.contains(text.1), "\(codes)") }
        // A certificate of another county beside a signature of one's own.
        let (own, others) = (try package.text("rsa"), try package.text("ec"))
        func part(_ text: String) throws -> String {
            let open = try #require(text.firstRange(of: "<X509Certificate>")),
                close = try #require(text.firstRange(of: "</X509Certificate>"))
            return String(text[open.lowerBound..<close.lowerBound])
        }
        #expect(
            try package.verified([own.replacing(part(own), with: part(others))])
                == [["signature-key-info", "signature-value"]])
        // The program itself signs with none of the weak ones.
        let outcome = try package.confined.run(
            "lantian report county --only xml --out weak --sign weak.key --certificate weak.pem")
        #expect(outcome.code == 65)
        #expect(!FileManager.default.fileExists(atPath: package.file("weak")))
    }

    @Test func `signature wrapping and second signatures are refused`() async throws {
        let package = try await SignedPackage.shared.value
        let text = try package.text("ec"), anchors = try package.anchors()
        let open = try #require(text.firstRange(of: "<Signature ")),
            close = try #require(text.firstRange(of: "</Signature>"))
        let signature = String(text[open.lowerBound..<close.upperBound])
        let declaration = try #require(text.firstRange(of: "?>\n"))
        let original = String(text[declaration.upperBound...])
        let body = original.replacing(signature, with: "")
        let evil = body.replacing("35.04", with: "3.04")
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        func within(_ document: String, _ inner: String) -> String {
            head + document.replacing("</report>", with: inner + "\n</report>", maxReplacements: 1)
        }
        let wrapped: [(String, Set<String>, Set<String>)] = [
            // Where the schema lets nothing pass, it speaks first; the signature alone says the second.
            (within(evil, original), ["schema-content"], ["signature-structure"]),
            (within(evil, "<wrapped>\(original)</wrapped>"), ["schema-content"], ["signature-structure"]),
            (
                within(evil, signature.replacing("</Signature>", with: "<Object>\(body)</Object></Signature>")),
                ["signature-structure"], ["signature-structure"]
            ),
            (
                within(
                    evil,
                    signature.replacing("URI=\"\"", with: "URI=\"#a\"").replacing(
                        "</Signature>", with: "<Object Id=\"a\">\(body)</Object></Signature>")),
                ["signature-structure"], ["signature-structure"]
            ),
            (within(body, signature + signature), ["schema-content"], ["signature-structure"]),
            (
                within(body, signature.replacing("</KeyInfo>", with: "<X509Data>\(signature)</X509Data></KeyInfo>")),
                ["signature-structure"], ["signature-structure"]
            ),
            (
                head + body.replacing("<claims/>", with: "<claims>\(signature)</claims>"), ["schema-content"],
                ["signature-structure"]
            ),
            (head + signature, ["schema-root"], ["signature-structure"]),
            // The right signature over another document.
            (
                within(evil, signature), ["signature-digest", "arithmetic-total", "recompute-emission"],
                ["signature-digest"]
            ),
        ]
        for (text, _, expected) in wrapped { #expect(codes(Array(text.utf8), anchors) == expected) }
        let found = try package.verified(wrapped.map(\.0))
        for (number, row) in wrapped.enumerated() {
            let isRefused = !found[number].isDisjoint(with: row.1)
            #expect(isRefused, "case \(number): \(found[number])")
        }
    }
}
