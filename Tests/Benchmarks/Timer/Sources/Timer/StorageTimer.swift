import LinearAlgebra
import ModelFile
import NeuralNet
import SystemPackage
import Workflow

/// Times saving and loading a model file.
struct StorageTimer {
  private let model: Model
  private let path: FilePath
  private let sampling: Sampling

  init(model: String, folder: String, seconds: Double) throws {
    self.model = try ModelStore.load(.init(model)).model
    path = FilePath(folder).appending("stored.mlp")
    sampling = Sampling(seconds: seconds)
  }

  /// The microseconds of each way to save and to load.
  func report() throws -> JSONObject {
    var microseconds = JSONObject()
    let model = model
    let path = path
    // What the tool does: a sibling, two syncs, a rename, and the digests for its report.
    microseconds.add(
      "synced", try sampling.medianMicroseconds { try ModelStore.save(model, to: path) })
    microseconds.add("unsynced", try sampling.medianMicroseconds { try saveUnsynced() })
    microseconds.add(
      "values", try sampling.medianMicroseconds { _ = try ModelStore.load(path) })
    microseconds.add("self-test", try sampling.medianMicroseconds { try verify() })
    guard try ModelStore.load(path).model == model else {
      throw TimerError("the model that was loaded is not the one that was saved")
    }
    var report = JSONObject()
    report.add("microseconds", microseconds)
    return report
  }

  /// The same bytes straight into the file, as libraries without atomic replacement write them.
  private func saveUnsynced() throws {
    let bytes = try ModelFile.encode(model)
    let file = try FileDescriptor.open(
      path, .writeOnly, options: [.create, .truncate], permissions: [.ownerReadWrite])
    _ = try file.closeAfter { try file.writeAll(bytes) }
  }

  /// Levels 0 to 4, as a program does that will serve the model.
  private func verify() throws {
    let verification = try ModelVerification(
      path, through: .selfTest, kernels: .best, pool: WorkerPool(threads: 1), data: nil)
    guard verification.result.ok else { throw TimerError("the saved model fails its verification") }
  }
}
