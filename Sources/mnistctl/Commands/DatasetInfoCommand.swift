import ArgumentParser
import MNISTData
import Presentation
import SystemPackage
import Workflow

/// `mnistctl dataset info`: what IDX files hold.
struct DatasetInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what IDX files hold: sizes, digests, classes, and a few images.",
    discussion: """
      A directory stands for the files in it that have their usual names.

      Examples:
        mnistctl dataset info mnist
        mnistctl dataset info t10k-images-idx3-ubyte.gz --draw 12
      """)

  @Argument(help: ArgumentHelp("Files or directories.", valueName: "path"))
  var paths: [String]

  @Option(parsing: .unconditional, help: "The first images of each file to draw.")
  var draw = 4

  @OptionGroup var output: OutputOptions

  func run() throws {
    try CommandFailure.require("--draw", draw, in: 0...1_000)
    let paths = try paths.map { try FilePath(typed: $0, for: "<path>") }
    var files: [DatasetInfo] = []
    for path in paths { files += try DatasetInfo.read(path) }
    if output.json {
      Console.print(JSONLine.encode(DatasetReport(files: files.map(DatasetReport.File.init))))
      return
    }
    for (index, file) in files.enumerated() {
      if index > 0 { Console.print("") }
      Console.print(lines: lines(file))
    }
  }

  private func lines(_ file: DatasetInfo) -> [String] {
    let size = ByteCountText.text(file.byteCount) + (file.isCompressed ? ", gzip" : "")
    let count = NumberText.grouped(file.digest.count)
    var lines = [TerminalText.escaped(file.path.string)]
    if let images = file.images {
      lines.append("  \(count) images of \(images.rows) x \(images.columns) pixels, \(size)")
    } else {
      lines.append("  \(count) labels, \(size)")
    }
    lines.append("  SHA-256 of the uncompressed bytes \(file.digest.sha256)")
    if let histogram = file.histogram {
      let most = histogram.max() ?? 1
      for (label, number) in histogram.enumerated() {
        let bar = Bar.text(
          Double(number) / Double(max(1, most)), width: 40, glyphs: Console.style.glyphs)
        lines.append(
          "  \(TerminalText.padded("\(label)", to: 3, alignment: .right))  "
            + "\(TerminalText.padded(NumberText.grouped(number), to: 7, alignment: .right))  \(bar)"
        )
      }
    }
    if let images = file.images {
      var sheet = PictureSheet()
      for index in 0..<min(draw, images.count) {
        sheet.append(
          HalfBlockPicture(grey: images[index], rows: images.rows, columns: images.columns),
          caption: "#\(index)")
      }
      lines += sheet.lines(width: Console.width, style: Console.style)
    }
    return lines
  }
}

/// The object that `dataset info --json` prints.
private struct DatasetReport: Encodable {
  struct File: Encodable {
    let path: String
    let contents: String
    let count: Int
    let rows: OrNull<Int>
    let columns: OrNull<Int>
    let fileBytes: Int
    let compressed: Bool
    let sha256: String
    let labelCounts: OrNull<[Int]>

    init(_ file: DatasetInfo) {
      path = file.path.string
      contents = file.images == nil ? "labels" : "images"
      count = file.digest.count
      rows = OrNull(file.images?.rows)
      columns = OrNull(file.images?.columns)
      fileBytes = file.byteCount
      compressed = file.isCompressed
      sha256 = "\(file.digest.sha256)"
      labelCounts = OrNull(file.histogram)
    }
  }

  let files: [File]
}
