import Documents
import Foundation
import Reports
import Tables
import TestSupport
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

    @Test func `signed packages merge to the same bytes in any order and in any stages`() async throws {
        let packages = [
            try await Counties.package("653022", seed: 1, extraBoilers: InventedCounty.sharedBoiler),
            try await Counties.package("653023", seed: 2, extraBoilers: InventedCounty.sharedBoiler),
            try await Counties.package("653024", seed: 3),
        ]
        try await Samples.inScratch { folder in
            try makeKey(folder)
            let identity = try SigningIdentity(
                keyFile: folder + "/key.pem", certificateFile: folder + "/certificate.pem")
            var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
            options.anchors = try TrustAnchors(files: [folder + "/certificate.pem"])
            let verifier = Verifier(options)
            /// A package as it arrives: signed, in a file of its own.
            func arrived(_ package: ReportPackage, _ name: String) throws -> String {
                try Report(package).write(
                    to: folder + "/" + name, options: ReportOptions(formats: [.xml], identity: identity))
                return folder + "/" + name
            }
            /// What merging files in this order gives.
            func merged(_ files: [String]) async throws -> ReportPackage {
                let verified = await verifier.verify(files)
                for result in verified { #expect(result.errorCodes.subtracting(["duplicate-unit"]) == []) }
                return try #require(ReportPackage.merged(verified))
            }
            let files = try packages.enumerated().map { try arrived($1, "county-\($0)") }
            let whole = try await Report(merged(files)).xml()
            for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                let isSame = try await Report(merged(order.map { files[$0] })).xml() == whole
                #expect(isSame, "\(order)")
            }
            // (A + B) + C, A + (B + C), (C + A) + B, B + (A + C): each stage signed and sent on.
            for (number, stage) in [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 2, 1]].enumerated() {
                let first = try await arrived(merged([files[stage[0]], files[stage[1]]]), "stage-\(number)")
                for rest in [[first, files[stage[2]]], [files[stage[2]], first]] {
                    let isSame = try await Report(merged(rest)).xml() == whole
                    #expect(isSame, "\(stage)")
                }
            }
            for (file, package) in zip(files, packages) {
                let isSame = try await Report(merged([file])).xml() == Report(package).xml()
                #expect(isSame)
            }
            // The same package twice, and a package beside one that holds it, count once.
            let again = try await merged([files[0], files[1], files[0], files[2]])
            #expect(try Report(again).xml() == whole)
            let twice = await verifier.verify([files[2], files[2]])
            #expect(twice.map(\.errorCodes) == [[], []])
            #expect(twice.allSatisfy { $0.all.contains { $0.finding.message.code == "same-part-twice" } })
        }
    }
}
