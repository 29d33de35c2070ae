internal import LinearAlgebra
internal import ModelFile
internal import NeuralNet
internal import Posix
internal import WireProtocol

/// What one worker needs to classify with one model: objects of its own over the shared weights,
/// room for a tile of images, and the small requests that wait to be computed together.
///
/// A class because jobs hold on to it while the catalogue changes: a job keeps its model.
final class TileBatch {
  /// The most bytes of pixels in a tile, so that models of large images do not take much memory.
  private static let tileByteLimit = 1 << 20

  /// A small request whose pixels are in the tile.
  struct Member {
    let connection: Connection
    let header: FrameHeader
    let layout: ClassificationLayout
    /// The request's first image in the tile.
    let firstImage: Int
    /// When its first byte was read, its header, and its last byte.
    let firstByteRead: UInt64
    let headerRead: UInt64
    let received: UInt64
  }

  let model: ServedModel
  let figures: GenerationFigures
  let classifier: Classifier
  let workspace: ClassifierWorkspace
  let classes: Int
  let inputs: Int
  /// How many images are computed together.
  let capacity: Int
  /// The pixels of the members, `[capacity, inputs]`.
  private(set) var pixels: [UInt8]
  private(set) var members: [Member] = []
  /// How many images the members have.
  private(set) var count = 0

  private var results: TileResults

  /// Makes the objects and runs the model once, so that nothing is done for the first time later.
  init(_ model: ServedModel, _ figures: GenerationFigures) {
    self.model = model
    self.figures = figures
    let shared = model.loaded.classifier
    classifier = Classifier(sharing: shared)
    (inputs, classes) = (shared.inputs, shared.classes)
    capacity = max(1, min(ClassifierWorkspace.tile, TileBatch.tileByteLimit / shared.inputs))
    workspace = ClassifierWorkspace(classifier, capacity: capacity)
    pixels = [UInt8](repeating: 0, count: capacity * shared.inputs)
    results = TileResults(capacity: capacity, classes: shared.classes)
    members.reserveCapacity(capacity)
    prove()
  }

  /// Runs the model on its first self-test sample, or on an empty image.
  func prove() {
    let sample = model.loaded.selfTest.samples.first?.pixels
    let image = sample ?? [UInt8](repeating: 0, count: inputs)
    forward(image.span, images: 0..<1)
  }

  /// Whether a request's images fit beside those that are waiting.
  func hasRoom(for images: Int) -> Bool { count + images <= capacity }

  /// Takes a request's images in.
  func append(_ member: Member, pixels images: Span<UInt8>) {
    var all: [UInt8] = []
    swap(&all, &pixels)
    var room = all.mutableSpan
    room.copy(images, at: count * inputs)
    swap(&all, &pixels)
    count += member.layout.imageCount
    members.append(member)
  }

  /// The members, for a loop that must not ask the object for each of them.
  func takeMembers() -> [Member] {
    var taken: [Member] = []
    swap(&taken, &members)
    return taken
  }

  /// Forgets the members, and keeps the memory of what ``takeMembers()`` gave.
  func removeAll(keeping taken: consuming [Member]) {
    taken.removeAll(keepingCapacity: true)
    members = taken
    count = 0
  }

  /// Computes the members' images.
  func forward() {
    let all = pixels
    forward(all.span, images: 0..<count)
  }

  /// Computes images; image `i` goes to row `i - images.lowerBound`.
  func forward(_ pixels: Span<UInt8>, images: Range<Int>) {
    classifier.forward(pixels, images: images, workspace: workspace)
  }

  /// Writes what `layout` wants of the images in `rows` into a payload that begins at `start`, as
  /// its images from `first` on.
  func write(
    rows: Range<Int>, as layout: ClassificationLayout, from first: Int,
    to bytes: inout MutableSpan<UInt8>, at start: Int
  ) {
    results.write(
      rows: rows, of: workspace.logits, as: layout, from: first, to: &bytes, at: start)
  }
}
