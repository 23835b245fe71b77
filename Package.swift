// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "lantian",
    products: [
        .library(name: "Lantian", targets: ["Lantian"]),
        .executable(name: "lantian", targets: ["Command"]),
        // The library for other languages: C functions, tables by the Arrow C data interface. Python's wheel holds it.
        .library(name: "lantianc", type: .dynamic, targets: ["CInterface"]),
    ],
    traits: [
        .trait(name: "Workbench", description: "The page in the browser, `lantian serve`."),
        .default(enabledTraits: ["Workbench"]),
    ],
    dependencies: [.package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2")],
    targets: [
        // C libraries: a module map and a shim each. Documents alone imports them, but for the digest, which Tables takes.
        .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        .systemLibrary(name: "CLibXMLSec", pkgConfig: "xmlsec1-openssl", providers: [.apt(["libxmlsec1-dev"])]),
        .systemLibrary(name: "CLibZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CLibXLSXWriter", pkgConfig: "xlsxwriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // One direction: each target may import those above it, never those below.
        .target(name: "Quantities"),
        // C of our own, with the processor's instructions: scanning bytes, reading and packing columns. Tables and
        // Calculation import it.
        .target(name: "CBytes"),
        // Mathematics of what is not known exactly: distributions, draws, propagation. It knows nothing of emissions.
        .target(name: "Uncertainty"),
        // What the program does where it would crash: one line, a code of the contract.
        .target(name: "CFaults"),
        .target(name: "Tables", dependencies: ["Quantities", "CBytes", "CLibCrypto"]),
        .target(
            name: "Documents",
            dependencies: ["Tables", "CLibXML2", "CLibXMLSec", "CLibZip", "CLibXLSXWriter", "CLibYAML"]),
        .target(name: "Factors", dependencies: ["Tables"]),
        .target(name: "Inventories", dependencies: ["Factors", "Documents"]),
        .target(name: "Calculation", dependencies: ["Inventories", "CBytes", "Uncertainty"]),
        // The cheapest choice of options for a table of them; it knows nothing of inventories and plans.
        .target(name: "Solve", dependencies: ["Tables"]),
        .target(name: "Plans", dependencies: ["Calculation", "Factors", "Solve"]),
        .target(name: "Reports", dependencies: ["Plans", "Calculation", "Factors"]),
        .target(name: "CArrow"),
        .target(name: "CInterface", dependencies: ["Lantian", "CArrow"]),
        .target(name: "Lantian", dependencies: ["Reports", "Factors", "Solve"]),
        // Pages and interface of `serve`: functions of requests, and a small server for this machine alone.
        .target(
            name: "Workbench", dependencies: ["Lantian", "CFaults"],
            resources: [
                .embedInCode("Assets/workbench.css"), .embedInCode("Assets/workbench.js"),
                .embedInCode("Assets/import.js"),
            ]),
        .executableTarget(
            name: "Command",
            dependencies: [
                "Lantian", "CFaults", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .target(name: "Workbench", condition: .when(traits: ["Workbench"])),
            ]),

        .target(name: "TestSupport", dependencies: ["Lantian"], path: "Tests/TestSupport"),
    ]
        + [
            "Uncertainty", "Quantities", "Tables", "Documents", "Factors", "Inventories", "Calculation", "Plans",
            "Solve", "Reports", "Workbench",
        ].map {
            .testTarget(
                name: $0 + "Tests",
                dependencies: [.byName(name: $0), "TestSupport"] + ($0 == "Tables" ? ["CBytes"] : []))
        }
        + [.testTarget(name: "CommandTests", dependencies: ["Command", "TestSupport"])]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableExperimentalFeature("Lifetimes"),
    ]
}
