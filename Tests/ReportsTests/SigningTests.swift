import Documents
import Foundation
import Reports
import Tables
import Testing

private let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

@Suite(.enabled(if: openssl != nil, "the openssl command is not installed"))
struct SigningTests {
    /// Makes a key with a certificate that vouches for itself.
    private func makeKey(_ folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(openssl))
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/C=CN/CN=Test County", "-addext", "keyUsage=critical,digitalSignature,keyCertSign", "-days", "30",
            "-keyout",
            folder + "/key.pem", "-out", folder + "/certificate.pem",
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test func `a signed report is accepted, and refused after a change of one byte`() async throws {
        let package = try await Counties.package("653022", seed: 1)
        try await Samples.inScratch { folder in
            try makeKey(folder)
            let identity = try SigningIdentity(
                keyFile: folder + "/key.pem", certificateFile: folder + "/certificate.pem")
            try Report(package).write(
                to: folder + "/out", options: ReportOptions(formats: [.xml], identity: identity))
            var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
            options.anchors = try TrustAnchors(files: [folder + "/certificate.pem"])
            let verifier = Verifier(options)
            let signed = await verifier.verify(folder + "/out")
            #expect(signed.errorCodes == [])
            #expect(signed.signer?.subject.contains("Test County") == true)

            // What the signature covers is the package: merging takes the part and leaves the signature.
            let merged = try #require(ReportPackage.merged([signed]))
            let isSame = try Report(merged).xml() == Report(package).xml()
            #expect(isSame)

            let text = try String(contentsOfFile: folder + "/out/report.xml", encoding: .utf8)
            let changed = text.replacing("虚构厂1", with: "虚构厂7", maxReplacements: 1)
            try AtomicFile.write(changed, to: folder + "/changed.xml")
            let tampered = await verifier.verify(folder + "/changed.xml")
            #expect(tampered.errorCodes == ["signature-digest"])

            let unsigned = folder + "/unsigned.xml"
            try AtomicFile.write(try Report(package).xml(), to: unsigned)
            #expect(await verifier.verify(unsigned).errorCodes == ["signature-missing"])
        }
    }
}
