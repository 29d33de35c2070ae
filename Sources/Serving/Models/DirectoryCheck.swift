import LinearAlgebra
import ModelFile
import NeuralNet
package import Posix
import SystemPackage

/// What a loader would make of the files of its directory, found without serving any.
package struct DirectoryCheck {
  /// What a loader would make of one file.
  package struct Verdict: Sendable, Hashable {
    /// The name of the file.
    package let fileName: String
    /// Whether its model would serve.
    package let isSound: Bool
    /// What the model is, or why it would be refused, in one line.
    package let text: String
  }

  private let directory: FilePath
  private let kernels: KernelSet
  private let maximumModels: Int

  /// Prepares to look at the files that a server with this configuration would load.
  package init(_ configuration: ServerConfiguration) {
    directory = configuration.modelDirectory
    kernels = configuration.kernels
    maximumModels = configuration.maximumModels
  }

  /// Looks at each file, in the order in which a loader does; files without a model's name last.
  ///
  /// - Throws: `PosixError` where the directory cannot be listed.
  package func verdicts() throws(PosixError) -> [Verdict] {
    let listing = try ModelListing(of: directory)
    var verdicts: [Verdict] = []
    var sound = 0
    for key in listing.keys.sorted(by: ModelKey.loadsBefore) {
      let verdict = verdict(on: key, hasRoom: sound < maximumModels)
      if verdict.isSound { sound += 1 }
      verdicts.append(verdict)
    }
    for (name, reason) in listing.passedOver.sorted(by: { $0.key < $1.key }) {
      verdicts.append(Verdict(fileName: name, isSound: false, text: reason))
    }
    return verdicts
  }

  private func verdict(on key: ModelKey, hasRoom: Bool) -> Verdict {
    do {
      guard hasRoom else { throw ModelRefusal(noRoomFor: maximumModels) }
      let path = directory.appending(key.fileName)
      let bytes = try FileContents.readUnlinked(path, limit: FormatLimits.modelBytes).bytes
      let model = try LoadedModel(
        verifying: bytes, digest: ContentDigest(of: bytes), kernels: kernels)
      let text =
        "\(model.classifier.inputs) pixels, \(model.classifier.classes) classes, "
        + "\(model.selfTest.samples.count) samples agree, SHA-256 \(model.digest)"
      return Verdict(fileName: key.fileName, isSound: true, text: text)
    } catch {
      return Verdict(fileName: key.fileName, isSound: false, text: "\(error)")
    }
  }
}

extension DirectoryCheck.Verdict: CustomStringConvertible {
  /// One line, whatever bytes the file has put into it.
  package var description: String {
    LogText.escaped("\(fileName): \(isSound ? "ok" : "refused"), \(text)")
  }
}
