// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Timer",
  dependencies: [
    .package(name: "mnistkit", path: "../../.."),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    .target(name: "CPeak"),
    // It imports `CKernels` too, whose module comes with the library that is built on it.
    .executableTarget(
      name: "Timer",
      dependencies: [
        "CPeak",
        .product(name: "Gzip", package: "mnistkit"),
        .product(name: "LinearAlgebra", package: "mnistkit"),
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
        .product(name: "Workflow", package: "mnistkit"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
