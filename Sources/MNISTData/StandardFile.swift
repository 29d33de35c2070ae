/// The four files of MNIST, and of the data sets made in its likeness, by their usual names.
public enum StandardFile: String, Sendable, Hashable, CaseIterable {
  /// The images of the training set.
  case trainingImages = "train-images-idx3-ubyte"
  /// The labels of the training set.
  case trainingLabels = "train-labels-idx1-ubyte"
  /// The images of the test set.
  case testImages = "t10k-images-idx3-ubyte"
  /// The labels of the test set.
  case testLabels = "t10k-labels-idx1-ubyte"

  /// The name that the file was published under, without `.gz`.
  public var name: String { rawValue }

  /// The names that the file goes by, the likeliest first.
  ///
  /// Some archives write a dot before `idx`, and any of the files may be compressed. The name
  /// decides nothing else: whether a file is compressed is told by its content.
  public var candidateNames: [String] {
    let kind = contents == .images ? "idx3" : "idx1"
    let dotted = name.dropLast("-\(kind)-ubyte".count) + ".\(kind)-ubyte"
    return [name, String(dotted)].flatMap { [$0, $0 + ".gz"] }
  }

  /// What the file holds.
  public var contents: IDX.Contents {
    switch self {
    case .trainingImages, .testImages: .images
    case .trainingLabels, .testLabels: .labels
    }
  }
}
