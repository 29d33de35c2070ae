// swift-tools-version: 6.2
import PackageDescription

/// What every part of the harness may import of the package under test.
let libraries: [Target.Dependency] = [
  "Gzip", "ImageInput", "LinearAlgebra", "MNISTData", "ModelExchange", "ModelFile", "NeuralNet",
  "WireProtocol",
]
.map { .product(name: $0, package: "mnistkit") }

// One executable for each kind of input, of which libFuzzer is the main program, and one that writes
// exports for the importers to start from.
let package = Package(
  name: "Harness",
  dependencies: [
    .package(name: "mnistkit", path: "../../..")
  ],
  targets: [
    .systemLibrary(name: "CLibFuzzer"),
    .target(name: "CZlibOracle", linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Fuzzing", dependencies: ["CLibFuzzer", "CZlibOracle"] + libraries),
    .executableTarget(name: "FuzzModel", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzCheckpoint", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzIDX", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzGzip", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzWire", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzPicture", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "FuzzImport", dependencies: ["Fuzzing"] + libraries),
    .executableTarget(name: "ExportSeeds", dependencies: libraries),
  ],
  swiftLanguageModes: [.v6]
)
