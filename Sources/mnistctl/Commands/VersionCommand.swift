import ArgumentParser
import LinearAlgebra
import Workflow

/// `mnistctl version`: the versions of the tool and its formats, and the kernels of this CPU.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print versions and the kernels of this CPU.")

  @OptionGroup var output: OutputOptions

  func run() throws {
    let kernels = try ComputeOptions.kernels()
    if output.json {
      Console.print(
        JSONLine.encode(
          VersionReport(
            tool: Generator.version, modelFile: ProductVersion.modelFile,
            protocol: ProductVersion.wireProtocol, kernels: kernels.name,
            kernelsAvailable: KernelSet.available.map(\.name))))
    } else {
      Console.print(ProductVersion.text)
      Console.print(
        "kernels \(kernels.name), available \(KernelSet.available.map(\.name).joined(separator: ", "))"
      )
    }
  }
}

private struct VersionReport: Encodable {
  let tool: String
  let modelFile: String
  let `protocol`: String
  let kernels: String
  let kernelsAvailable: [String]
}
