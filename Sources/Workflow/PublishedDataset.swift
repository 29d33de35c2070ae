internal import MNISTData
internal import ModelFile
internal import Posix
public import SystemPackage

/// A data set that can be fetched: where it is published, and how to know its files.
public struct PublishedDataset: Sendable, Hashable {
  /// The name on the command line and of its directory in the cache.
  public let name: String
  /// The name in messages.
  public let title: String
  /// The addresses that the files' names are appended to, the first to try first.
  public let mirrors: [String]
  /// The four files.
  public let files: [PublishedFile]

  /// Describes a data set.
  public init(name: String, title: String, mirrors: [String], files: [PublishedFile]) {
    self.name = name
    self.title = title
    self.mirrors = mirrors
    self.files = files
  }

  /// The data sets that this program knows.
  public static let all = [mnist, fashionMNIST]

  /// The data set of a name, or `nil` where none is known by it.
  public init?(named name: String) {
    guard let known = PublishedDataset.all.first(where: { $0.name == name }) else { return nil }
    self = known
  }

  /// The directory in the user's cache that the data set is kept in; it need not exist.
  ///
  /// - Throws: ``WorkflowError`` where the environment names no home.
  public func cacheDirectory() throws(WorkflowError) -> FilePath {
    do {
      return try CacheDirectory.path().appending(name)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// MNIST: handwritten digits (LeCun, Cortes and Burges, 1998).
  public static let mnist = PublishedDataset(
    name: "mnist", title: "MNIST",
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    files: [
      PublishedFile(
        .trainingImages, archiveByteCount: 9_912_422,
        archiveDigest: sha256("440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
        byteCount: 47_040_016,
        digest: sha256("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")),
      PublishedFile(
        .trainingLabels, archiveByteCount: 28_881,
        archiveDigest: sha256("3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
        byteCount: 60_008,
        digest: sha256("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")),
      PublishedFile(
        .testImages, archiveByteCount: 1_648_877,
        archiveDigest: sha256("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
        byteCount: 7_840_016,
        digest: sha256("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")),
      PublishedFile(
        .testLabels, archiveByteCount: 4_542,
        archiveDigest: sha256("f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
        byteCount: 10_008,
        digest: sha256("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
    ])

  /// Fashion-MNIST: articles of clothing (Xiao, Rasul and Vollgraf, 2017).
  ///
  /// The digests are those of the uncompressed files in Debian's package `dataset-fashion-mnist`.
  /// Those of the archives are of Debian's, given back the name and the time that Debian takes out
  /// of gzip headers; their MD5 sums are then the ones that the publisher's README states.
  public static let fashionMNIST = PublishedDataset(
    name: "fashion-mnist", title: "Fashion-MNIST",
    mirrors: ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
    files: [
      PublishedFile(
        .trainingImages, archiveByteCount: 26_421_880,
        archiveDigest: sha256("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        byteCount: 47_040_016,
        digest: sha256("c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888")),
      PublishedFile(
        .trainingLabels, archiveByteCount: 29_515,
        archiveDigest: sha256("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        byteCount: 60_008,
        digest: sha256("bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")),
      PublishedFile(
        .testImages, archiveByteCount: 4_422_102,
        archiveDigest: sha256("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        byteCount: 7_840_016,
        digest: sha256("5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b")),
      PublishedFile(
        .testLabels, archiveByteCount: 5_148,
        archiveDigest: sha256("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        byteCount: 10_008,
        digest: sha256("0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")),
    ])

  private static func sha256(_ digits: StaticString) -> ContentDigest {
    guard let digest = ContentDigest(hexadecimal: "\(digits)") else {
      preconditionFailure("\(digits) is no SHA-256")
    }
    return digest
  }
}

extension ContentDigest {
  /// Takes a digest's 64 hexadecimal digits, as `sha256sum` prints them.
  fileprivate init?(hexadecimal digits: String) {
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == digits.count, values.count % 2 == 0 else { return nil }
    self.init(
      bytes: stride(from: 0, to: values.count, by: 2).map {
        UInt8(values[$0] << 4 | values[$0 + 1])
      })
  }
}
