// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Timer",
  dependencies: [
    .package(name: "mnistkit", path: "../../.."),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    .executableTarget(
      name: "Timer",
      dependencies: [
        .product(name: "Gzip", package: "mnistkit"),
        .product(name: "LinearAlgebra", package: "mnistkit"),
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
        .product(name: "Workflow", package: "mnistkit"),
        .product(name: "SystemPackage", package: "swift-system"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
