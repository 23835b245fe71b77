import TestSupport
import Testing

@testable import Documents

/// Keys made by the openssl command: a root, a signer below it by RSA and one by an elliptic curve, a stranger.
struct SampleKeys {
    let folder = Scratchpad()
    let tool: InstalledProgram

    init() throws {
        tool = try #require(InstalledProgram("openssl"))
        try request("root", "ec:P-256", "/C=CN/O=示例省/CN=Test Root", usage: "keyCertSign", isAuthority: true)
        try request("rsa", "rsa:2048", "/C=CN/CN=示例县, 测试", issuer: "root")
        try request("ec", "ec:P-256", "/C=CN/CN=Test County", issuer: "root")
        try request("stranger", "ec:P-256", "/C=CN/CN=Stranger")
    }

    func request(
        _ name: String, _ kind: String, _ subject: String, issuer: String? = nil, usage: String = "digitalSignature",
        isAuthority: Bool = false
    ) throws {
        let parts = kind.split(separator: ":").map(String.init)
        let algorithm =
            parts[0] == "rsa"
            ? ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(parts[1])"]
            : ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:\(parts[1])"]
        try run(["genpkey"] + algorithm + ["-out", key(name)])
        let extensions = [
            "-addext", "keyUsage=critical,\(usage)", "-addext",
            "basicConstraints=critical,CA:\(isAuthority ? "TRUE" : "FALSE")",
        ]
        let common = ["req", "-new", "-utf8", "-key", key(name), "-subj", subject]
        if let issuer {
            try run(common + extensions + ["-out", folder.file("\(name).csr")])
            try run([
                "x509", "-req", "-in", folder.file("\(name).csr"), "-CA", certificate(issuer), "-CAkey", key(issuer),
                "-copy_extensions", "copy", "-set_serial", "0x0A\(name.count)", "-days", "365", "-out",
                certificate(name),
            ])
        } else {
            try run(common + extensions + ["-x509", "-days", "365", "-out", certificate(name)])
        }
    }

    func key(_ name: String) -> String { folder.file("\(name).key") }
    func certificate(_ name: String) -> String { folder.file("\(name).pem") }
    func identity(_ name: String) throws -> SigningIdentity {
        try SigningIdentity(keyFile: key(name), certificateFile: certificate(name))
    }
    func anchors(_ names: String...) throws -> TrustAnchors { try TrustAnchors(files: names.map(certificate)) }

    private func run(_ arguments: [String]) throws {
        let (code, output) = try tool.run(arguments)
        try #require(code == 0, "\(arguments): \(output)")
    }
}

/// A scratch folder as a value.
struct Scratchpad {
    private let folder = try? TemporaryFolder()
    func file(_ name: String) -> String { (folder?.path ?? "/nowhere") + "/" + name }
    func write(_ bytes: [UInt8], to name: String) throws -> String { try #require(folder).write(bytes, to: name) }
}
