import Foundation
import NeuralNet
import ServingClient
import SystemPackage
import Testing
import WireProtocol

@Suite(.timeLimit(.minutes(1)))
struct PythonClientTests {
  private static let python = "/usr/bin/env"
  private static let folder =
    "\(#filePath)".components(separatedBy: "/Tests/")[0] + "/formats"
  private static var isPresent: Bool { (try? run(["python3", "-c", ""], input: Data())) != nil }

  @Test(
    "the client in Python, the one in Swift and the classifier give the same bits",
    .enabled(if: isPresent, "there is no python3"), arguments: [true, false])
  func bits(usesMemoryFiles: Bool) async throws {
    let files = try ServedDigits()
    let server = try RunningServer(files)
    let images = 3_000
    let pixels = ServedDigits.pixels(images)
    let script = """
      import struct, sys
      sys.path.insert(0, sys.argv[1])
      import mnist_client
      client = mnist_client.Client(sys.argv[2], "digits")
      for label, logits in client.classify(sys.stdin.buffer.read(), mnist_client.LOGITS):
          sys.stdout.buffer.write(struct.pack("<H10f", label, *logits))
      """
    let output = try Self.run(
      ["python3", "-B", "-c", script, Self.folder, files.socket.string], input: Data(pixels))
    var labels: [UInt16] = []
    var logits: [UInt32] = []
    try #require(output.count == images * 42)
    for start in stride(from: 0, to: output.count, by: 42) {
      let bytes = Array(output[start..<(start + 42)])
      labels.append(UInt16(bytes[0]) | UInt16(bytes[1]) << 8)
      for place in stride(from: 2, to: 42, by: 4) {
        logits.append((0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
      }
    }
    var configuration = ServingClient.Configuration()
    configuration.usesMemoryFiles = usesMemoryFiles
    let client = try ServingClient(path: files.socket.string, configuration: configuration)
    let answers = try await client.classifyAll(
      pixels, images: images, options: .logits, batch: 2_000)
    #expect(answers.flatMap(\.classification.labels) == labels)
    #expect(answers.flatMap(\.classification.logits).map(\.bitPattern) == logits)
    let expected = files.classifier.logits(pixels.span, count: images)
    #expect(expected.map(\.bitPattern) == logits)
    withExtendedLifetime(server) {}
  }

  @Test(
    "its command line tells of a file by the file's name, and of a server by the socket's",
    .enabled(if: isPresent, "there is no python3"))
  func faults() throws {
    let files = try ServedDigits()
    let (missing, images) = (files.path("missing.idx").string, files.path("images.idx").string)
    try Data([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7])
      .write(to: URL(fileURLWithPath: images))
    let nowhere = files.path("nowhere").string
    let reason = "No such file or directory"
    for (path, told) in [(missing, missing), (images, nowhere)] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.python)
      process.arguments = [
        "python3", "-B", "\(Self.folder)/mnist_client.py", "--socket", nowhere, path,
      ]
      let errors = Pipe()
      process.standardError = errors
      try process.run()
      let text = String(
        decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 4)
      #expect(text == "mnist_client.py: \(told): \(reason)\n")
    }
  }

  /// Runs a program, and gives its output.
  private static func run(_ arguments: [String], input: Data) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = arguments
    let (feed, output) = (Pipe(), Pipe())
    process.standardInput = feed
    process.standardOutput = output
    try process.run()
    // The client reads all before it writes, so neither pipe can fill up behind the other.
    try feed.fileHandleForWriting.write(contentsOf: input)
    try feed.fileHandleForWriting.close()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Failed: Error {}
    guard process.terminationStatus == 0 else { throw Failed() }
    return bytes
  }
}
