internal import Posix
internal import Subprocess
internal import SystemPackage

/// A program that reads images from its standard input and writes their logits, Float32 from
/// the lowest byte on, to its standard output.
///
/// Its last argument is the number of an image's pixels.
///
/// It is how other people's software takes part in a comparison: this package links none of it.
struct ProgramContestant: Contestant {
  let name: String
  let program: Subprocess.Executable
  let arguments: [String]
  /// A folder for what goes in and comes out.
  let folder: FilePath
  /// What to do where the program is not there or says that something is missing.
  let remedy: String

  /// The exit code with which a program says that what it needs is not installed.
  static let notInstalled: Int32 = 77
  /// More than a program has to say.
  private static let messageLimit = 1 << 20

  func logits(_ pixels: [UInt8], count: Int) throws(WorkflowError) -> [Float] {
    let output = try Self.run(
      program, arguments + ["\(pixels.count / count)"], input: pixels,
      outputLimit: Self.outputLimit, folder: folder, name: name, remedy: remedy)
    guard !output.isEmpty, output.count % (count * MemoryLayout<Float>.size) == 0 else {
      throw WorkflowError(
        .input, code: "shape", "the program does not give the same logits for each image",
        path: name, expected: "4 bytes for each class of \(count) images",
        found: "\(output.count) bytes")
    }
    return stride(from: 0, to: output.count, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) { $0 | UInt32(output[start + $1]) << UInt32(8 * $1) }
      return Float(bitPattern: word)
    }
  }

  /// Runs a program to its end.
  ///
  /// Files stand for pipes: a program may end before it has read anything, and what it writes may be
  /// of any length.
  ///
  /// - Returns: what it wrote to its standard output, at most `outputLimit` bytes of it.
  static func run(
    _ program: Subprocess.Executable, _ arguments: [String], input: [UInt8], outputLimit: Int,
    folder: FilePath, name: String, remedy: String
  ) throws(WorkflowError) -> [UInt8] {
    let (inputPath, outputPath) = (folder.appending("input"), folder.appending("output"))
    do {
      try AtomicFile.replace(inputPath, with: input)
      try AtomicFile.replace(outputPath, with: [])
    } catch {
      throw WorkflowError(error)
    }
    let task = BlockingTask { () -> Result<Void, WorkflowError> in
      do {
        let given = try FileDescriptor.open(inputPath, .readOnly)
        defer { try? given.close() }  // Nothing was written to it.
        let taken = try FileDescriptor.open(outputPath, .writeOnly)
        defer { try? taken.close() }  // A full disk shows as a file that is too short.
        let result = try await Subprocess.run(
          program, arguments: Arguments(arguments),
          input: .fileDescriptor(given, closeAfterSpawningProcess: false),
          output: .fileDescriptor(taken, closeAfterSpawningProcess: false),
          error: .string(limit: messageLimit))
        if case .exited(0) = result.terminationStatus { return .success(()) }
        return .failure(
          failure(result.terminationStatus, result.standardError, name: name, remedy: remedy))
      } catch let error as SubprocessError where error.code == .executableNotFound {
        return .failure(
          WorkflowError(
            .environment, code: "noProgram", "the program that runs it is not installed",
            path: name, remedy: remedy))
      } catch {
        return .failure(
          WorkflowError(
            .environment, code: "program", "the program cannot be run: \(error)", path: name))
      }
    }
    try task.wait().get()
    do {
      return Array(try FileContents.read(outputPath, limit: Self.outputLimit).prefix(outputLimit))
    } catch {
      throw WorkflowError(error)
    }
  }

  /// No comparison needs as many bytes.
  private static let outputLimit = 1 << 31

  private static func failure(
    _ status: TerminationStatus, _ errors: String, name: String, remedy: String
  ) -> WorkflowError {
    let reason = errors.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no message"
    if case .exited(notInstalled) = status {
      return WorkflowError(
        .environment, code: "notInstalled", reason, path: name, remedy: remedy)
    }
    return WorkflowError(
      .input, code: "program", "the program that runs it failed (\(status)): \(reason)",
      path: name)
  }
}
