import Glibc
import Lantian
import Samples

/// Reading a table to columns, all checks on.
func measureReading(_ rowCount: Int) throws {
    let path = "fleet-\(getpid()).csv"
    try Fleet.write(rows: rowCount, to: path)
    defer { unlink(path) }

    var status = stat()
    stat(path, &status)
    let megabytes = Double(status.st_size) / 1e6
    let stream = TableStream(path, schema: Fleet.schema, vocabularies: Fleet.vocabularies)

    print("reading to columns, all checks on: \(Int(megabytes)) MB")
    for threads in [1, 2] {
        for takesDigest in [false, true] {
            var rows = 0
            let time = try Stopwatch(runs: 7) {
                rows = try stream.process(threads: threads, takesDigest: takesDigest) {
                    $0.rowCount
                } inOrder: { _, _ in
                }
                .rowCount
            }
            let digest = takesDigest ? "with SHA-256" : "without digest"
            print(
                "  \(threads) threads, \(digest): \(Int(megabytes / time.wall)) MB/s,",
                "\(DecimalText.rounded(Double(rows) / time.wall / 1e6, decimals: 1)) million rows/s,",
                "\(Int(megabytes / time.processor)) MB/s of processor time")
        }
    }
}
