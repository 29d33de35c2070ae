import Gzip
import LoopbackServer
import MNISTData
import ModelFile
import SystemPackage
import Workflow

/// A data set of a few kilobytes, published by servers of the test's own.
struct TinyPublication {
  let contents: [StandardFile: [UInt8]]
  let archives: [StandardFile: [UInt8]]

  init() throws {
    let (training, test) = (try Samples.part(60, from: 0), try Samples.part(20, from: 4_000))
    let contents: [StandardFile: [UInt8]] = [
      .trainingImages: IDX.encode(training.images),
      .trainingLabels: IDX.encode(labels: training.labels),
      .testImages: IDX.encode(test.images), .testLabels: IDX.encode(labels: test.labels),
    ]
    self.contents = contents
    archives = contents.mapValues { Gzip.deflate($0) }
  }

  func archive(_ file: StandardFile) -> [UInt8] { archives[file] ?? [] }

  func dataset(mirrors: [String]) -> PublishedDataset {
    PublishedDataset(
      name: "tiny", title: "Tiny", mirrors: mirrors,
      files: StandardFile.allCases.map { file in
        let (content, archive) = (contents[file] ?? [], archive(file))
        return PublishedFile(
          file, archiveByteCount: archive.count, archiveDigest: ContentDigest(of: archive),
          byteCount: content.count, digest: ContentDigest(of: content))
      })
  }

  /// A server that has all files; `change` may spoil the answer to a request.
  func server(
    _ change: @escaping @Sendable (Answer, Request, Int) -> Answer = { answer, _, _ in answer }
  ) throws -> LoopbackServer {
    let archives = archives
    return try LoopbackServer { request, earlier in
      let file = StandardFile.allCases.first { request.path == "/\($0.name).gz" }
      guard let bytes = file.flatMap({ archives[$0] }) else { return .notFound }
      return change(.file(bytes), request, earlier)
    }
  }
}
