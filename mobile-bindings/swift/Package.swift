// swift-tools-version:5.9
import PackageDescription

// What Sources/ lacks is written by `../generate swift`; the linker is told where the library is on the command line.
let package = Package(
    name: "Khatm",
    products: [.library(name: "Khatm", targets: ["Khatm"])],
    targets: [
        .target(name: "khatmFFI"),
        .target(name: "khatm_mobileFFI"),
        .target(
            name: "Khatm",
            dependencies: ["khatmFFI", "khatm_mobileFFI"],
            linkerSettings: [.linkedLibrary("khatm_mobile")]
        ),
        .testTarget(name: "KhatmTests", dependencies: ["Khatm"]),
    ]
)
