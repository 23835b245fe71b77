// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lantian-fuzz",
    dependencies: [.package(name: "lantian", path: "../..")],
    targets: [
        // What libFuzzer offers; its library comes with Swift.
        .target(name: "CFuzz"),
        .executableTarget(name: "Fuzz", dependencies: ["CFuzz", .product(name: "Lantian", package: "lantian")]),
    ]
)
