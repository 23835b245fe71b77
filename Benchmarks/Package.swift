// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lantian-benchmarks",
    dependencies: [.package(name: "lantian", path: "..")],
    targets: [
        .target(name: "Samples", dependencies: [.product(name: "Lantian", package: "lantian")]),
        .executableTarget(name: "Micro", dependencies: ["Samples", .product(name: "Lantian", package: "lantian")]),
        .executableTarget(name: "Packages", dependencies: [.product(name: "Lantian", package: "lantian")]),
        .executableTarget(name: "WhatIf", dependencies: ["Samples", .product(name: "Lantian", package: "lantian")]),
    ]
)
