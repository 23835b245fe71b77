import Foundation
import Lantian
import TestSupport
import Testing

/// Whom a receiver trusts, by the options of `verify`.
@Suite(.enabled(if: signingTools, "openssl or xmlsec1 is not installed"))
struct TrustTests {
    /// A run of `verify` on a folder, and what the receipt's verdict says.
    private func verdict(_ line: String, _ package: SignedPackage) throws -> (
        code: Int32, text: String, errors: Set<String>
    ) {
        let outcome = try package.confined.run("lantian verify \(line) --lang en")
        let verdict = outcome.output.split(separator: "\n").first { $0.hasPrefix("verdict: ") } ?? ""
        return (outcome.code, String(verdict), outcome.errorCodes)
    }

    @Test func `every receipt says what is known of the signer`() async throws {
        let package = try await SignedPackage.shared.value
        for (line, words) in [
            ("ec", "verdict: accepted, signer not established"),
            ("plain", "verdict: accepted, signer not established"),
            ("ec --trust prefecture.pem", "verdict: accepted, signer trusted, not bound to the region"),
            ("ec --trust 654002=ec.pem", "verdict: accepted, signer established for the region"),
            ("ec --trust 650000=ec.pem", "verdict: accepted, signer established for the region"),
        ] {
            let found = try verdict(line, package)
            #expect(found.code == 0 && found.text.hasPrefix(words), "\(line): \(found)")
        }
        let chinese = try package.confined.run("lantian verify plain --lang zh --receipt told")
        #expect(chinese.output.contains("结论：通过，签名人未经确认"))
        let xml = try String(contentsOfFile: package.file("told/receipt.xml"), encoding: .utf8)
        #expect(xml.contains("standing=\"open\""))
    }

    @Test func `a certificate is good for its region alone`() async throws {
        let package = try await SignedPackage.shared.value
        for (line, expected) in [
            ("ec --trust 654003=ec.pem", "certificate-region"), ("ec --trust 653000=ec.pem", "certificate-region"),
            ("ec --trust 654002=rsa.pem", "certificate-untrusted"),
            ("plain --trust 654002=ec.pem", "signature-missing"),
        ] {
            let found = try verdict(line, package)
            #expect(found.code == 65 && found.errors == [expected], "\(line): \(found)")
            #expect(found.text.hasPrefix("verdict: sent back, signer not established"))
        }
        for wrong in ["65400=ec.pem", "054002=ec.pem", "654002=", "6540021=ec.pem"] {
            #expect(try verdict("ec --trust \(wrong)", package).code == 64, "\(wrong)")
        }
        #expect(try verdict("ec --trust 654002=nowhere.pem", package).code == 66)
        #expect(try verdict("ec --revoked nowhere.crl", package).code == 64)
    }

    @Test func `revoked certificates are refused, by a list that its issuer signed and that is in force`() async throws
    {
        let package = try await SignedPackage.shared.value
        let openssl = try #require(InstalledProgram("openssl"))
        // An index of its own, since that of the authority is shared.
        for (name, authority, revoked) in [("good", "prefecture", "rsa"), ("forged", "stranger", "ec")] {
            try package.confined.folder.write("", to: name + ".index")
            let text = try String(contentsOfFile: package.file(authority + ".cnf"), encoding: .utf8)
            try package.confined.folder.write(
                text.replacing(authority + ".index", with: name + ".index"), to: name + ".cnf")
            let common = [
                "ca", "-config", package.file(name + ".cnf"), "-keyfile", package.file(authority + ".key"), "-cert",
                package.file(authority + ".pem"),
            ]
            try openssl.succeed(common + ["-revoke", package.file(revoked + ".pem")])
            try openssl.succeed(common + ["-gencrl", "-crldays", "30", "-out", package.file(name + ".crl")])
            try openssl.succeed(
                common + [
                    "-gencrl", "-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", "20200201000000Z", "-out",
                    package.file(name + "-old.crl"),
                ])
        }
        try openssl.succeed([
            "crl", "-in", package.file("good.crl"), "-outform", "DER", "-out", package.file("good.der"),
        ])
        let trust = " --trust prefecture.pem --revoked "
        for (line, expected) in [
            ("ec" + trust + "good.crl", []), ("rsa" + trust + "good.crl", ["certificate-revoked"]),
            ("rsa" + trust + "good.der", ["certificate-revoked"]),
            ("rsa --trust 654002=rsa.pem --revoked good.crl", ["certificate-revoked"]),
            ("ec" + trust + "good-old.crl", ["revocation-list-expired"]),
            ("rsa" + trust + "good-old.crl", ["certificate-revoked"]),
            // A list of another authority says nothing of these.
            ("ec" + trust + "forged.crl", []),
        ] as [(String, Set<String>)] {
            let found = try verdict(line, package)
            #expect(found.errors == expected, "\(line): \(found)")
            #expect(found.code == (expected.isEmpty ? 0 : 65))
        }
        let unreadable = try package.confined.run("lantian verify ec --trust prefecture.pem --revoked ec.pem --lang en")
        #expect(unreadable.code == 65 && unreadable.errors.contains("no readable revocation list"))
    }

    @Test func `what xmlsec1 signs without its certificates admits none beside them`() async throws {
        let package = try await SignedPackage.shared.value
        let text = try package.signedByXMLSec("rsa", method: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
        let end = "</X509Data>"
        try #require(text.contains(end))
        let open = try #require(text.firstRange(of: "<X509Certificate>")),
            close = try #require(text.firstRange(of: "</X509Certificate>"))
        let copy = String(text[open.lowerBound..<close.upperBound])
        let changed = [
            text, text.replacing(end, with: end + "<RetrievalMethod URI=\"http://127.0.0.1:9/\"/>"),
            text.replacing(end, with: copy + end), text.replacing(end, with: end + "<X509Data>\(copy)</X509Data>"),
            text.replacing("<KeyInfo>", with: "<KeyInfo Id=\"x\">"),
        ]
        let one: Set<String> = ["signature-certificate"]
        #expect(try package.verified(changed) == [[], one, one, one, ["signature-structure"]])
    }
}
