import Gzip
import LinearAlgebra
import MNISTData
import Workflow

/// Times reading a data set: the four files to arrays in memory.
///
/// This is what the tool does before it trains: labels are checked, and the SHA-256 of the
/// uncompressed files is part of the result.
struct LoadingTimer {
  let data: String
  let threads: Int
  let seconds: Double

  /// The duration, and checksums of the arrays, so that the peer's can be compared.
  func report() throws -> JSONObject {
    let pool = WorkerPool(threads: threads)
    let directory = DatasetDirectory(.init(data))
    let microseconds = try Sampling(seconds: seconds).medianMicroseconds {
      _ = try directory.load(pool: pool)
    }
    let dataset = try directory.load(pool: pool)
    guard let training = dataset.training, let test = dataset.test else {
      throw TimerError("\(data) lacks training or test images")
    }
    var checksums = JSONObject()
    for (name, part) in [("train", training), ("t10k", test)] {
      checksums.add("\(name)-images", "\(CRC32.checksum(part.images.pixels))")
      checksums.add("\(name)-labels", "\(CRC32.checksum(part.labels))")
    }
    var report = JSONObject()
    report.add("microseconds", microseconds)
    report.add("checksums", checksums)
    return report
  }
}
