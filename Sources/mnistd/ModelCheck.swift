import ModelFile
import NeuralNet
import Posix
import Serving
import SystemPackage

/// What `--check` does: it looks at every model file as the daemon would, and serves none.
struct ModelCheck {
  private let configuration: ServerConfiguration

  init(_ configuration: ServerConfiguration) { self.configuration = configuration }

  func run() throws {
    let directory = configuration.modelDirectory
    let names: [FilePath.Component]
    do {
      names = try Directory.entries(of: directory)
    } catch {
      throw StartFailure(status: StartFailure.environment, message: "\(error)")
    }
    var refused = 0
    for name in names where name.extension == "mlp" && !name.string.hasPrefix(".") {
      let verdict = verdict(directory.appending(name))
      if !verdict.ok { refused += 1 }
      try Terminal.write(
        "\(name.string): \(verdict.ok ? "ok" : "refused"), \(verdict.text)\n", to: .standardOutput)
    }
    if refused > 0 {
      throw StartFailure(
        status: StartFailure.badInput, message: "\(directory): \(refused) model files refused")
    }
  }

  private func verdict(_ path: FilePath) -> (ok: Bool, text: String) {
    do {
      let bytes = try FileContents.read(path, limit: FormatLimits.modelBytes)
      let result = ModelFile.verify(bytes) { model, pixels, count in
        Classifier(
          network: model.network, normalisation: model.input.normalisation,
          kernels: configuration.kernels
        ).logits(pixels.span, count: count)
      }
      return (result.ok, result.outcomes.last?.message ?? "")
    } catch {
      return (false, "\(error)")
    }
  }
}
