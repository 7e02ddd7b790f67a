// swift-tools-version:5.9
import PackageDescription

// On Apple's systems the library comes in a framework, which `../xcframework` makes. On Linux it is a shared library, which the linker is told
// of on the command line (`-Xlinker -L…`), and its headers are modules of their own.
#if os(Linux)
let border: [Target] = [.target(name: "khatmFFI"), .target(name: "khatm_mobileFFI")]
let linked: [LinkerSetting] = [.linkedLibrary("khatm_mobile")]
#else
let border: [Target] = [.binaryTarget(name: "KhatmBorder", path: "KhatmBorder.xcframework")]
let linked: [LinkerSetting] = [.linkedFramework("Security"), .linkedFramework("SystemConfiguration")]
#endif

let package = Package(
    name: "Khatm",
    platforms: [.iOS(.v15), .macOS(.v12)],
    products: [
        .library(name: "Khatm", targets: ["Khatm"]),
        // For tests of apps: the authority on this machine.
        .library(name: "KhatmTesting", targets: ["KhatmTesting"]),
    ],
    targets: border + [
        .target(name: "Khatm", dependencies: border.map { .target(name: $0.name) }, linkerSettings: linked),
        .target(name: "KhatmTesting", dependencies: ["Khatm"]),
        // A till that is killed.
        .executableTarget(name: "till", dependencies: ["KhatmTesting"], path: "Tests/Till"),
        .testTarget(name: "KhatmTests", dependencies: ["KhatmTesting", "till"]),
    ]
)
