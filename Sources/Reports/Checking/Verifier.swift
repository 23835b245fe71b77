import Documents
import Factors
import Glibc
import Inventories
import Quantities
import Tables

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

    /// Checks files one after another, and then against each other; `progress` is told how many are checked.
    public func verify(_ files: [String], progress: ((Int) -> Void)? = nil) async -> [Verification] {
        var results: [Verification] = []
        for file in files {
            results.append(await verify(file))
            progress?(results.count)
        }
        RuleCheck(options: options).compare(&results)
        return results
    }

    /// Checks one file. A folder stands for the `report.xml` in it.
    public func verify(_ path: String) async -> Verification {
        let file = Verifier.isFolder(path) ? path + "/report.xml" : path
        if let refusal = refusal(of: file) {
            var result = Verification(file: file, digest: "")
            result.add(refusal, .form)
            return result
        }
        let read: (package: ReportPackage?, findings: Findings)
        var result: Verification
        do throws(DocumentError) {
            read = try ReportPackage.read(path: file, limits: options.limits)
            result = Verification(file: file, digest: digest(of: file))
        } catch {
            // What is refused for its form is refused where it shows; only then is the file read to its end.
            result = Verification(file: file, digest: digest(of: file))
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
        checkSignature(&result)
        result.findings[.arithmetic] = Findings()
        ArithmeticCheck(file: file).check(package, &result)
        ScenarioCheck(file: file).check(package, &result)
        result.findings[.rules] = Findings()
        for part in package.parts {
            await Recalculation(part, file: file, factors: factors).check(&result)
        }
        RuleCheck(options: options).check(package, &result)
        return result
    }

    private func checkSignature(_ result: inout Verification) {
        result.findings[.signature] = Findings()
        let anchors = (options.anchors ?? .none).forRegion(result.package?.header.region ?? "")
        let verdict = XMLSignature.verify(
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

    /// Why a path is not even opened: what never ends, or blocks, must not hold up the rest.
    private func refusal(of path: String) -> Finding? {
        if !path.lowercased().hasSuffix(".xml"), let finding = InputKind.finding(ofPackage: path) { return finding }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return nil }
        return Finding(.error, .notAFile, at: Location(file: path))
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
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

extension Finding.Message {
    static let notAFile = Self(
        "report-not-a-file", "这不是普通文件（而是管道、设备等）", "this is no regular file but a pipe, a device or the like")
}
