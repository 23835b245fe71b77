@testable import Documents

/// The code of the error that the work throws, or `nil`.
func code(_ work: () throws -> Void) -> String? {
    do {
        try work()
        return nil
    } catch {
        return (error as? DocumentError)?.code ?? "\(error)"
    }
}
