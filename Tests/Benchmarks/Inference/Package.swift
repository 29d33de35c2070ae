// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Inference",
  dependencies: [
    .package(name: "mnistkit", path: "../../..")
  ],
  targets: [
    .executableTarget(
      name: "Inference",
      dependencies: [
        .product(name: "LinearAlgebra", package: "mnistkit"),
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
        .product(name: "Workflow", package: "mnistkit"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
