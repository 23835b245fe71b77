import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// A file that a C library writes by name: made beside its place, put there when it is whole.
final class PendingFile {
    /// The file to write to.
    let path: String
    private let target: String
    private let descriptor: Int32
    private var isPlaced = false

    /// Makes an empty file beside a path.
    init(for target: String) throws(DocumentError) {
        self.target = target
        do throws(FileError) {
            try PartFile.refuseInput(at: target)
            (path, descriptor) = try PartFile.made(for: target)
        } catch {
            throw DocumentError(error, .cannotWrite)
        }
    }

    deinit {
        close(descriptor)
        if !isPlaced { unlink(path) }
    }

    /// Forces the file to the disk and moves it to its place.
    func put() throws(DocumentError) {
        do throws(FileError) { try PartFile.put(path, descriptor, at: target) } catch {
            throw DocumentError(error, .cannotWrite)
        }
        isPlaced = true
    }
}
