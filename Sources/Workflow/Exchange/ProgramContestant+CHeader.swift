internal import Posix
internal import Subprocess
internal import SystemPackage

extension ProgramContestant {
  /// The longest header that is compiled.
  private static let headerLimit = 1 << 30

  /// A generated C header, compiled by the machine's compiler with a program around it.
  ///
  /// - Parameter folder: a folder for the program, and what goes in and comes out.
  init(header path: FilePath, folder: FilePath) throws(WorkflowError) {
    let source = folder.appending("model.c")
    let header: [UInt8]
    do {
      header = try FileContents.read(path, limit: Self.headerLimit)
    } catch {
      throw WorkflowError(error)
    }
    let program = Self.source(try Self.identifier(in: header, of: path))
    do {
      try AtomicFile.replace(folder.appending("model.h"), with: header)
      try AtomicFile.replace(source, with: Array(program.utf8))
    } catch {
      throw WorkflowError(error)
    }
    let remedy = "install a C compiler: 'apt-get install gcc'"
    let binary = folder.appending("classify")
    _ = try Self.run(
      .name("cc"),
      ["-std=c99", "-O2", "-ffp-contract=off", "-o", binary.string, source.string], input: [],
      outputLimit: 0, folder: folder, name: path.string, remedy: remedy)
    self.init(
      name: path.string, program: .path(binary), arguments: [], folder: folder, remedy: remedy)
  }

  /// The name that the header's identifiers start with: that of its guard.
  private static func identifier(
    in bytes: [UInt8], of path: FilePath
  ) throws(WorkflowError) -> String {
    let (start, end) = ("#ifndef ", "_H")
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let text = String(decoding: line, as: UTF8.self)
      guard text.hasPrefix(start) else { continue }
      let name = text.dropFirst(start.count).dropLast(end.count)
      let isIdentifier = name.utf8.allSatisfy {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
      }
      guard text.hasSuffix(end), !name.isEmpty, isIdentifier else { break }
      return String(name)
    }
    throw WorkflowError(
      .input, code: "header",
      "this is no C header that 'mnistctl export' wrote: expected a guard '#ifndef NAME_H', "
        + "found none", path: path.string, expected: "a guard '#ifndef NAME_H'", found: "none")
  }

  /// A program that reads images and writes logits.
  private static func source(_ name: String) -> String {
    """
    #include <stdio.h>
    #include "model.h"
    #include <stdlib.h>
    int main(int count, char **words)
    {
      static uint8_t pixels[\(name)_PIXELS];
      float logits[\(name)_CLASSES];
      if (count != 2 || atol(words[1]) != \(name)_PIXELS) {
        fprintf(stderr, "expected images of %ld pixels, found %s\\n", (long)\(name)_PIXELS,
                count == 2 ? words[1] : "none");
        return 1;
      }
      while (fread(pixels, 1, sizeof pixels, stdin) == sizeof pixels) {
        \(name)_classify(pixels, logits);
        if (fwrite(logits, 1, sizeof logits, stdout) != sizeof logits) return 1;
      }
      return ferror(stdin) || fflush(stdout) ? 1 : 0;
    }
    """
  }
}
