// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lantian-benchmarks",
    dependencies: [.package(name: "lantian", path: "..")],
    targets: [
        .executableTarget(name: "Micro", dependencies: [.product(name: "Lantian", package: "lantian")]),
        .executableTarget(name: "Packages", dependencies: [.product(name: "Lantian", package: "lantian")]),
        .executableTarget(name: "WhatIf", dependencies: [.product(name: "Lantian", package: "lantian")]),
    ]
)
