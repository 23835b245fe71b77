import Documents
import Factors
import Glibc
import Inventories
import Quantities
public import Tables

/// Checks packages as the level above receives them.
///
/// ```swift
/// var options = VerificationOptions(factors: "EmissionFactors")
/// options.region = "653000"
/// let verdicts = await Verifier(options).verify(["653021/report.xml", "653022/report.xml"])
/// ```
public struct Verifier: Sendable {
    /// How packages are checked.
    public let options: VerificationOptions
    private let factors: LibraryShelf

    /// A verifier; the factor library is read when the first package needs it.
    public init(_ options: VerificationOptions) {
        self.options = options
        factors = LibraryShelf(folder: options.factors)
    }

    /// Why the receiver's own library could not be read, where that was so: no verdict holds then.
    public var failure: Findings? { factors.failure }

    /// Checks files one after another, and then against each other; `progress` is told how many are checked.
    public func verify(_ files: [String], progress: ((Int) -> Void)? = nil) async -> [Verification] {
        await verify(files.map { PackageDocument(file: $0) }, progress: progress)
    }

    /// Checks documents one after another, and then against each other; `progress` is told how many are checked.
    public func verify(_ documents: [PackageDocument], progress: ((Int) -> Void)? = nil) async -> [Verification] {
        var results = await eachVerified(documents, progress: progress)
        if options.keeps != .whole { readAgain(documents, for: &results) }
        RuleCheck(options: options).compare(&results)
        AnswerCheck(options: options).check(&results)
        return results
    }

    /// Checks each document by itself, two at a time where none of them is large.
    private func eachVerified(_ documents: [PackageDocument], progress: ((Int) -> Void)?) async -> [Verification] {
        var results: [Verification?] = Array(repeating: nil, count: documents.count)
        var (next, done) = (0, 0)
        await withTaskGroup(of: (place: Int, result: Verification).self) { group in
            var isLargeRunning = false
            while done < documents.count {
                let running = next - done
                let isLarge = next < documents.count && documents[next].isLarge
                if next < documents.count, running == 0 || (running < 2 && !isLarge && !isLargeRunning) {
                    let (place, document) = (next, documents[next])
                    group.addTask { (place, await lightened(document)) }
                    (next, isLargeRunning) = (next + 1, isLarge)
                } else if let (place, result) = await group.next() {
                    results[place] = result
                    done += 1
                    progress?(done)
                }
            }
        }
        return results.compactMap { $0 }
    }

    /// Checks one document and leaves of its package what is to be kept.
    private func lightened(_ document: PackageDocument) async -> Verification {
        var result = await verified(document)
        switch options.keeps {
        case .whole: break
        case .forRules: result.package?.lighten()
        case .forMerging: result.package?.lightenForMerging(document, digest: result.digest, options.limits)
        }
        return result
    }

    /// Makes packages whole again that are laid beside each other: those of one region and year, those that answer receipts and
    /// those that came before them.
    private func readAgain(_ documents: [PackageDocument], for results: inout [Verification]) {
        var named: Set<String> = []
        var times: [String: Int] = [:]
        for part in results.compactMap(\.package).flatMap(\.parts) {
            named.formUnion(part.answers.map(\.package))
            times[part.placeName, default: 0] += 1
        }
        for place in results.indices {
            guard let package = results[place].package else { continue }
            let isAsked = package.parts.contains { !$0.answers.isEmpty || times[$0.placeName, default: 0] > 1 }
            guard isAsked || named.contains(results[place].digest) else { continue }
            do {
                results[place].package = try documents[place].package(
                    asChecked: results[place].digest, options.limits)
            } catch {
                let finding = (error as? DocumentError)?.finding ?? .packageChanged(results[place].file)
                results[place].add(finding, .form)
                // What it holds is not known any more, and is laid beside nothing.
                results[place].package?.parts = []
            }
        }
    }

    /// Checks one file. A folder stands for the `report.xml` in it.
    public func verify(_ path: String) async -> Verification { await verify([path])[0] }

    private func verified(_ document: PackageDocument) async -> Verification {
        let file = document.name
        if let refusal = document.refusal {
            var result = Verification(file: file, digest: "")
            result.add(refusal, .form)
            return result
        }
        let read: (package: ReportPackage?, findings: Findings)
        var result: Verification
        var bytes: [UInt8]?
        func digest() -> String { bytes.map { SHA256.hexadecimal(of: $0) } ?? self.digest(of: file) }
        do throws(DocumentError) {
            bytes = try document.bytes()
            if let bytes {
                read = try ReportPackage.read(bytes: bytes, file: file, limits: options.limits)
            } else {
                read = try ReportPackage.read(path: file, limits: options.limits)
            }
            result = Verification(file: file, digest: digest())
        } catch {
            // What is refused for its form is refused where it shows; only then is the file read to its end.
            result = Verification(file: file, digest: digest())
            let isSchema = error.code == Finding.Message.unreadableReport.code
            if isSchema { result.findings[.form] = Findings() }
            result.add(error.finding, isSchema ? .schema : .form)
            return result
        }
        result.findings[.form] = Findings()
        result.findings[.schema] = read.findings
        guard let package = read.package else {
            if !read.findings.hasErrors {
                result.add(Finding(.error, .unreadableReport, at: Location(file: file)), .schema)
            }
            return result
        }
        result.package = package
        checkSignature(&result, bytes)
        result.findings[.arithmetic] = Findings()
        ArithmeticCheck(file: file).check(package, &result)
        ScenarioCheck(file: file).check(package, &result)
        StatementCheck(file: file, factors: factors).check(package, &result)
        UncertaintyCheck(file: file).check(package, &result)
        result.findings[.rules] = Findings()
        for part in package.parts {
            await Recalculation(part, file: file, factors: factors).check(&result)
        }
        RuleCheck(options: options).check(package, &result)
        return result
    }

    private func checkSignature(_ result: inout Verification, _ bytes: [UInt8]?) {
        result.findings[.signature] = Findings()
        let anchors = (options.anchors ?? .none).forRegion(result.package?.header.region ?? "")
        let verdict =
            bytes.map {
                XMLSignature.verify(
                    $0, file: result.file, trusting: anchors, at: options.instant, limits: options.limits)
            }
            ?? XMLSignature.verify(
                path: result.file, trusting: anchors, at: options.instant, limits: options.limits)
        result.signer = verdict.signer
        if verdict.isValid { result.standing = verdict.isOfRegion ? .region : .trusted }
        for finding in verdict.failures {
            // Nobody to trust was named: who signed is only told.
            let isOpen =
                options.anchors == nil
                && ["signature-missing", "certificate-untrusted"].contains(finding.message.code)
            result.add(
                Finding(
                    isOpen ? .note : .error, finding.message, at: finding.location, value: finding.value,
                    expected: finding.expected, nearest: finding.nearest), .signature)
        }
    }

    /// SHA-256 of a file, read in pieces; empty where it cannot be read or is larger than any package may be.
    private func digest(of path: String) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= options.limits.totalBytes else { return "" }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let got = Glibc.read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return got == 0 ? hash.hexadecimal : "" }
            hash.update(got == buffer.count ? buffer : Array(buffer[..<got]))
        }
    }
}
