// swift-tools-version: 6.2
import PackageDescription

// The script `run` puts a tag into a temporary clone and names the clone here.
guard let mnistkit = Context.environment["MNISTKIT_URL"] else {
  fatalError("MNISTKIT_URL is not set; start this package with its script, run")
}

let package = Package(
  name: "Consumer",
  dependencies: [
    .package(url: mnistkit, exact: "0.1.0")
  ],
  targets: [
    .executableTarget(
      name: "Consumer",
      dependencies: [
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
        .product(name: "Training", package: "mnistkit"),
        .product(name: "Workflow", package: "mnistkit"),
      ]),
    .executableTarget(
      name: "Client",
      dependencies: [.product(name: "ServingClient", package: "mnistkit")]),
    .executableTarget(
      name: "Walk",
      dependencies: [
        .product(name: "LinearAlgebra", package: "mnistkit"),
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
        .product(name: "Training", package: "mnistkit"),
        .product(name: "Workflow", package: "mnistkit"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
