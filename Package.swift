// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: the language mode of the tools version plus three upcoming rules.
let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// Settings of the library targets: unsafe constructs must be marked where they are used.
let library = house + [.strictMemorySafety()]

// Data flows one way: a target depends only on targets that stand above it.
let package = Package(
  name: "mnistkit",
  products: [
    .library(name: "ByteCoding", targets: ["ByteCoding"]),
    .library(name: "Gzip", targets: ["Gzip"]),
    .library(name: "LinearAlgebra", targets: ["LinearAlgebra"]),
    .library(name: "NeuralNet", targets: ["NeuralNet"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "MNISTData", targets: ["MNISTData"]),
    .library(name: "ImageInput", targets: ["ImageInput"]),
    .library(name: "ModelFile", targets: ["ModelFile"]),
    .library(name: "ModelExchange", targets: ["ModelExchange"]),
    .library(name: "WireProtocol", targets: ["WireProtocol"]),
    .library(name: "ServingClient", targets: ["ServingClient"]),
    .library(name: "Workflow", targets: ["Workflow"]),
    .executable(name: "mnistctl", targets: ["mnistctl"]),
    .executable(name: "mnistd", targets: ["mnistd"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Without its default traits, which would link Foundation.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    // Without its default trait, which would link Foundation.
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
  ],
  targets: [
    .target(name: "CKernels"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["libz-dev"])]),
    .target(name: "CLinux"),
    .target(name: "ByteCoding", swiftSettings: library),
    .target(name: "Gzip", dependencies: ["CZlib"], swiftSettings: library),
    .target(
      name: "LinearAlgebra", dependencies: ["CKernels"], swiftSettings: library,
      linkerSettings: [.linkedLibrary("m")]),
    .target(name: "NeuralNet", dependencies: ["LinearAlgebra"], swiftSettings: library),
    .target(
      name: "Training", dependencies: ["LinearAlgebra", "NeuralNet"], swiftSettings: library),
    .target(
      name: "MNISTData", dependencies: ["ByteCoding", "Gzip", "LinearAlgebra"],
      swiftSettings: library),
    .target(name: "ImageInput", dependencies: ["ByteCoding", "Gzip"], swiftSettings: library),
    .target(
      name: "ModelFile",
      dependencies: [
        "ByteCoding", "Gzip", "LinearAlgebra", "NeuralNet",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: library),
    .target(
      name: "ModelExchange",
      dependencies: [
        "ByteCoding", "Gzip", "LinearAlgebra", "ModelFile", "NeuralNet",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["ONNX/onnx-subset.proto"],
      swiftSettings: library),
    .target(name: "WireProtocol", dependencies: ["ByteCoding"], swiftSettings: library),
    .target(
      name: "Posix",
      dependencies: ["CLinux", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: library),
    .target(
      name: "Serving",
      dependencies: [
        "LinearAlgebra", "NeuralNet", "ModelFile", "WireProtocol", "Posix",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: library),
    .target(
      name: "ServingClient",
      dependencies: [
        "WireProtocol", "Posix", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: library),
    .target(
      name: "Presentation", dependencies: ["LinearAlgebra"],
      swiftSettings: library),
    .target(
      name: "Workflow",
      dependencies: [
        "Gzip", "LinearAlgebra", "NeuralNet", "Training", "MNISTData", "ImageInput",
        "ModelExchange", "ModelFile", "Posix", "ServingClient", "WireProtocol",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: library),
    .executableTarget(
      name: "mnistctl",
      dependencies: [
        "LinearAlgebra", "NeuralNet", "Training", "MNISTData", "ImageInput", "ModelExchange",
        "ModelFile", "Posix", "Presentation", "ServingClient", "WireProtocol", "Workflow",
        // Not imported: `swift run mnistctl demo` starts it, so it must be built before.
        "mnistd",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .executableTarget(
      name: "mnistd",
      dependencies: [
        "LinearAlgebra", "ModelFile", "Posix", "Serving", "WireProtocol",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .target(name: "LoopbackServer", path: "Tests/LoopbackServer", swiftSettings: house),
    .target(
      name: "ServingSupport",
      dependencies: [
        "LinearAlgebra", "ModelFile", "NeuralNet", "Posix", "WireProtocol",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/ServingSupport", swiftSettings: house),
    .target(
      name: "WireVectors", dependencies: ["WireProtocol"], path: "Tests/WireVectors",
      swiftSettings: house),
    .testTarget(name: "ByteCodingTests", dependencies: ["ByteCoding"], swiftSettings: house),
    .testTarget(name: "GzipTests", dependencies: ["Gzip"], swiftSettings: house),
    .testTarget(name: "LinearAlgebraTests", dependencies: ["LinearAlgebra"], swiftSettings: house),
    .testTarget(
      name: "NeuralNetTests", dependencies: ["LinearAlgebra", "NeuralNet"], swiftSettings: house),
    .testTarget(
      name: "TrainingTests", dependencies: ["LinearAlgebra", "NeuralNet", "Training"],
      swiftSettings: house),
    .testTarget(
      name: "MNISTDataTests", dependencies: ["Gzip", "MNISTData"],
      swiftSettings: house),
    .testTarget(
      name: "ImageInputTests", dependencies: ["Gzip", "ImageInput", "MNISTData"],
      swiftSettings: house),
    .testTarget(
      name: "ModelFileTests",
      dependencies: ["Gzip", "LinearAlgebra", "ModelFile", "NeuralNet"],
      swiftSettings: house),
    .testTarget(
      name: "ModelExchangeTests",
      dependencies: [
        "ByteCoding", "Gzip", "LinearAlgebra", "ModelExchange", "ModelFile", "NeuralNet",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "WireProtocolTests", dependencies: ["WireProtocol", "WireVectors"],
      swiftSettings: house),
    .testTarget(
      name: "PosixTests",
      dependencies: [
        "CLinux", "Posix", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "ServingTests",
      dependencies: [
        "CLinux", "LinearAlgebra", "ModelFile", "NeuralNet", "Posix", "Serving", "ServingSupport",
        "WireProtocol", "WireVectors",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "ServingClientTests",
      dependencies: [
        "LinearAlgebra", "ModelFile", "NeuralNet", "Posix", "Serving", "ServingClient",
        "WireProtocol", .product(name: "Logging", package: "swift-log"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "PresentationTests",
      dependencies: ["LinearAlgebra", "Presentation"],
      swiftSettings: house),
    .testTarget(
      name: "WorkflowTests",
      dependencies: [
        "Gzip", "LinearAlgebra", "LoopbackServer", "MNISTData", "ModelExchange", "ModelFile",
        "NeuralNet", "Posix", "ServingClient", "Training", "WireProtocol", "Workflow",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "mnistdTests",
      dependencies: [
        "Posix", "ServingSupport", "WireProtocol", "mnistd",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: house),
    .testTarget(
      name: "mnistctlTests",
      dependencies: ["LoopbackServer", "ServingClient", "WireProtocol", "mnistctl", "mnistd"],
      swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)
