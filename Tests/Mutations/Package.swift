// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Mutations",
  dependencies: [
    .package(name: "mnistkit", path: "../..")
  ],
  targets: [
    .executableTarget(
      name: "Verdicts",
      dependencies: [
        .product(name: "MNISTData", package: "mnistkit"),
        .product(name: "ModelFile", package: "mnistkit"),
        .product(name: "NeuralNet", package: "mnistkit"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ],
  swiftLanguageModes: [.v6]
)
