package import LinearAlgebra
package import Logging
package import SystemPackage

extension ModelLoader {
  /// Where models are and whom to tell of them.
  package struct Configuration: Sendable {
    /// The directory of the model files.
    package var directory: FilePath
    /// Where orders are kept over a restart; `nil` keeps them no longer than the process.
    package var stateDirectory: FilePath?
    /// The name that requests without a reference mean; `nil` leaves it to the files.
    package var defaultName: String?
    /// The kernels that models are verified and served with.
    package var kernels: KernelSet
    /// Models of an earlier process, published before the directory is looked at.
    package var inherited: [InheritedModel]
    /// The most files that are loaded.
    package var maximumModels: Int
    /// How long the directory must be quiet before it is looked at.
    package var quietMilliseconds: Int
    /// How long a directory that is never quiet is waited for.
    package var quietLimitMilliseconds: Int
    /// How often a directory that is gone is looked for.
    package var retryMilliseconds: Int
    /// Called on the loader's thread after each catalogue that is published.
    package var onChange: @Sendable (ModelSummary) -> Void
    /// Called on the loader's thread before `onChange`, once the directory has been looked at: with
    /// all loaded models, those first that a restart without their files would miss most; `nil`
    /// where nobody keeps them.
    package var onKeep: (@Sendable ([KeptModel]) -> Void)?
    /// Called on the loader's thread after each catalogue: workers must look at the board.
    package var wakeWorkers: @Sendable () -> Void
    /// Where news go.
    package var logger: Logger

    package init(
      directory: FilePath, stateDirectory: FilePath? = nil, defaultName: String? = nil,
      kernels: KernelSet = .best, inherited: [InheritedModel] = [], maximumModels: Int = 64,
      quietMilliseconds: Int = 50, quietLimitMilliseconds: Int = 500,
      retryMilliseconds: Int = 1000,
      onChange: @escaping @Sendable (ModelSummary) -> Void = { _ in },
      onKeep: (@Sendable ([KeptModel]) -> Void)? = nil,
      wakeWorkers: @escaping @Sendable () -> Void = {}, logger: Logger
    ) {
      self.directory = directory
      self.stateDirectory = stateDirectory
      self.defaultName = defaultName
      self.kernels = kernels
      self.inherited = inherited
      self.maximumModels = maximumModels
      self.quietMilliseconds = quietMilliseconds
      self.quietLimitMilliseconds = quietLimitMilliseconds
      self.retryMilliseconds = retryMilliseconds
      self.onChange = onChange
      self.onKeep = onKeep
      self.wakeWorkers = wakeWorkers
      self.logger = logger
    }
  }
}
