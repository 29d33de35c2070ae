import ModelFile
import Posix
import SystemPackage

/// What a server would make of the orders that an earlier one kept, found without starting one.
package struct StateCheck {
  private let directory: FilePath
  private let models: FilePath

  /// Prepares to look at what a server with this configuration would restore; `nil` where it would
  /// restore nothing.
  package init?(_ configuration: ServerConfiguration) {
    guard let state = configuration.stateDirectory else { return nil }
    directory = state
    models = configuration.modelDirectory
  }

  /// What is wrong with the orders, one line each: a damaged file, or models that are nowhere.
  package func faults() -> [String] { found().map(LogText.escaped) }

  private func found() -> [String] {
    do {
      let orders = try StateDirectory.orders(at: directory.appending("orders"))
      let kept = try StateDirectory.models(in: directory)
      let files = try ModelListing(of: models).keys
      return orders.names.sorted { $0.key < $1.key }.flatMap { name, orders in
        orders.targets.compactMap { fault(of: $0, name: name, kept: kept, files: files) }.sorted()
      }
    } catch let error as StandingOrdersError {
      return ["\(directory.appending("orders")): \(error)"]
    } catch {
      return ["\(error)"]
    }
  }

  private func fault(
    of target: ModelTarget, name: String, kept: [ModelIdentity], files: [ModelKey]
  ) -> String? {
    switch target {
    case .version(let version):
      let key = ModelKey(name: name, version: version)
      guard !files.contains(key) else { return nil }
      return
        "an order means \(key.reference): expected \(models.appending(key.fileName)), found none"
    case .digest(let digest):
      var found = "none"
      for identity in kept where identity.key.name == name && identity.digest == digest {
        do throws(ModelRefusal) {
          let path = directory.appending(identity.fileName)
          _ = try StateDirectory.bytes(of: identity, at: path)
          return nil
        } catch {
          found = "\(error)"
        }
      }
      let isFile = files.contains { key in
        key.name == name && digest == self.digest(of: models.appending(key.fileName))
      }
      guard !isFile else { return nil }
      return "an order means \(name)#\(digest): expected a file with these bytes, found \(found)"
    }
  }

  private func digest(of path: FilePath) -> ContentDigest? {
    // A file that cannot be read is told of by the check of the files.
    try? ContentDigest(of: FileContents.readUnlinked(path, limit: FormatLimits.modelBytes).bytes)
  }
}
