import Documents
import Tables

/// Where the rest of a part is that memory does not hold, and what is asked of it before it is read again: of many counties a
/// merged package holds what totals and claims need, and its forms are written a county at a time.
struct PartRest: Sendable, Equatable {
    /// The document that the part is in.
    let document: PackageDocument
    /// SHA-256 of the document as it was checked.
    let documentDigest: String
    /// How much of the document is read.
    let limits: XMLLimits
    /// The part's place among the parts of the document.
    let number: Int
    /// SHA-256 of the part as XML.
    let digest: String
    /// Whether there are outlets, rows put aside, and choices that replaced others.
    let hasOutlets: Bool
    let hasRejectedRows: Bool
    let hasOverrides: Bool
    /// Whether no source and no line of results is there twice.
    let hasUniqueKeys: Bool
    /// How many results its sources have.
    let resultCount: Int
    /// What its sources emit, by pollutant, in micrograms.
    let micrograms: [String: Int128]

    /// What is asked of a part that is whole.
    init(of part: ReportPart, number: Int, in document: PackageDocument, digest: String, limits: XMLLimits) {
        self.document = document
        documentDigest = digest
        self.limits = limits
        self.number = number
        self.digest = part.digest
        hasOutlets = part.hasOutlets
        hasRejectedRows = part.hasRejectedRows
        hasOverrides = part.hasOverrides
        hasUniqueKeys = part.hasUniqueKeys
        resultCount = part.resultCount
        micrograms = part.rules.pollutants.reduce(into: [:]) { $0[$1] = part.micrograms(of: $1) }
    }

    static func == (a: PartRest, b: PartRest) -> Bool {
        (a.documentDigest, a.number, a.digest) == (b.documentDigest, b.number, b.digest)
    }
}

extension ReportPart {
    /// Whether anything is monitored at outlets.
    var hasOutlets: Bool { rest?.hasOutlets ?? !outlets.isEmpty }
    /// Whether rows were put aside.
    var hasRejectedRows: Bool { rest?.hasRejectedRows ?? !rejected.isEmpty }
    /// Whether choices replaced others.
    var hasOverrides: Bool { rest?.hasOverrides ?? !overrides.isEmpty }
    /// Whether what the schema's keys say of sources and results holds. Numbers count up and bases are there as they are
    /// written; identifiers and lines come from outside.
    var hasUniqueKeys: Bool {
        rest?.hasUniqueKeys
            ?? kinds.allSatisfy { $0.hasUniqueIdentifiers && Set($0.lines).count == $0.lines.count }
    }
    /// How many results its sources have.
    var resultCount: Int {
        rest?.resultCount
            ?? kinds.reduce(0) { sum, kind in
                kind.bases.reduce(sum) { $0 + $1.count { $0 >= 0 } }
            }
    }
}

/// The parts of a package, whole, some at a time: those whose rest is elsewhere are read again, the next ones while the ones before
/// are written.
final class PartReading {
    private let parts: [ReportPart]
    private var position = 0
    private var ahead: [ReportPart] = []
    /// The document that was read last: a part's neighbour may be in it too.
    private var last: (digest: String, parts: [ReportPart])?
    /// How many parts, and how many sources, are read at a time.
    private static let (mostParts, mostSources) = (16, 4096)

    init(_ parts: [ReportPart]) { self.parts = parts }

    /// The parts that were read ahead; none at the end.
    func take() -> [ReportPart] {
        defer { ahead = [] }
        return ahead
    }

    /// Reads the next parts.
    ///
    /// - Throws: `package-changed` where a document is not what it was when it was checked.
    func readAhead() throws {
        var (read, sources) = (0, 0)
        while position < parts.count, read < PartReading.mostParts, sources < PartReading.mostSources {
            let part = parts[position]
            ahead.append(try whole(part))
            position += 1
            guard part.rest != nil else { continue }
            (read, sources) = (read + 1, sources + part.sourceCount)
        }
    }

    private func whole(_ part: ReportPart) throws -> ReportPart {
        guard let rest = part.rest else { return part }
        if last?.digest != rest.documentDigest {
            last = nil
            last = (rest.documentDigest, try rest.document.package(asChecked: rest.documentDigest, rest.limits).parts)
        }
        guard let parts = last?.parts, parts.indices.contains(rest.number) else {
            throw DocumentError(.packageChanged(rest.document.name))
        }
        return parts[rest.number]
    }
}

extension PackageDocument {
    /// Reads a package again that was checked before.
    ///
    /// - Throws: `package-changed` where it is another document now.
    func package(asChecked digest: String, _ limits: XMLLimits) throws -> ReportPackage {
        do {
            let bytes = try bytes()
            let read = try ReportPackage.reread(path: name, bytes: bytes, limits: limits)
            // The digest is taken last: what was read is what was checked.
            let now = try bytes.map { SHA256.hexadecimal(of: $0) } ?? SHA256.hexadecimal(ofFile: name)
            if now == digest, let read { return read }
        } catch {
            // What cannot be read now, though nothing was changed, says so itself.
            guard let now = try? self.digest(), now != digest else { throw error }
        }
        throw DocumentError(.packageChanged(name))
    }
}

extension Finding {
    /// A package that is not what was checked.
    static func packageChanged(_ file: String) -> Finding {
        Finding(
            .error,
            Message(
                "package-changed", "这个包在核查之后被改动", "this package was changed after it was checked"),
            at: Location(file: file),
            expected: Label(
                "核查时的那份文件；文件不再变动后重新运行", "the file as it was checked; run again when nobody writes it"))
    }
}
