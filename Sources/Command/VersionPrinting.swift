import Lantian

/// What `--version` prints: the program's version, and which factor library it would use, by its digest; with `--verbose` the
/// C libraries that it runs with.
enum VersionPrinting {
    /// Whether the arguments ask for it, behind any verb.
    static func isAsked(_ arguments: [String]) -> Bool {
        arguments.dropFirst().prefix { $0 != "--" }.contains("--version")
    }

    /// The lines.
    static func text(_ arguments: [String]) -> String {
        let isVerbose = arguments.dropFirst().prefix { $0 != "--" }.contains("--verbose")
        return ([lines(arguments)] + (isVerbose ? LinkedLibraries.versions.map { "\($0.name) \($0.version)" } : []))
            .joined(separator: "\n")
    }

    /// A library that is not found is told, and no error: the version is known all the same.
    private static func lines(_ arguments: [String]) -> String {
        let first = "lantian \(ProgramVersion.text)"
        do {
            let folder = try factorFolder(factors(in: arguments))
            let digest = try FactorLibrary.digest(ofFolder: folder)
            return first + "\n"
                + Label("系数库 \(folder)，SHA-256 \(digest)", "factor library \(folder), SHA-256 \(digest)")[
                    chosenLanguage()]
        } catch let missing as MissingLibrary {
            return first + "\n" + missing.description(in: chosenLanguage())
        } catch let missing as MissingInput {
            return first + "\n"
                + Label("找不到系数库：\(missing.path)", "no such factor library: \(missing.path)")[chosenLanguage()]
        } catch {
            return first
        }
    }

    /// The folder of `--factors`, wherever it stands.
    private static func factors(in arguments: [String]) -> String? {
        if let place = arguments.firstIndex(of: "--factors"), place + 1 < arguments.count {
            return arguments[place + 1]
        }
        return arguments.first { $0.hasPrefix("--factors=") }.map { String($0.dropFirst("--factors=".count)) }
    }
}
