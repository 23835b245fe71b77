import Glibc
import Lantian
import Samples

/// Writing XML to a file.
func measureWriting(_ count: Int) throws {
    let path = "elements-\(getpid()).xml"
    defer { unlink(path) }
    let time = try Stopwatch(runs: 3) {
        let writer = try XMLWriter(path: path)
        writer.start("sources")
        for number in 0..<count {
            writer.start("source", ["id": "B-\(number)", "name": "锅炉 & 窑炉", "capacity": "35", "nox": "12.345678"])
            writer.end()
        }
        writer.end()
        try writer.finish()
    }
    var status = stat()
    stat(path, &status)
    print(
        "XML: \(count) elements of four attributes, \(Int(Double(status.st_size) / 1e6 / time.wall)) MB/s,",
        "\(DecimalText.rounded(time.processor / Double(count) * 1e9, decimals: 0)) ns each")
}
