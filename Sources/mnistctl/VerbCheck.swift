import ArgumentParser

/// Names the nearest verb where an unknown one is typed.
enum VerbCheck {
  static func check(_ arguments: [String]) throws {
    try check(arguments[...], in: MnistCtl.self, path: ["mnistctl"])
  }

  private static func check(
    _ arguments: ArraySlice<String>, in command: any ParsableCommand.Type, path: [String]
  ) throws {
    guard let typed = arguments.first else { return }
    if typed.hasPrefix("-") {
      if path.count == 1 { try checkFlag(typed) }
      return
    }
    if typed == "help" && path.count == 1 {
      try check(arguments.dropFirst(), in: command, path: path)
      return
    }
    var names: [String] = []
    for verb in command.configuration.subcommands {
      let name = verb.configuration.commandName ?? ""
      if name == typed {
        try check(arguments.dropFirst(), in: verb, path: path + [name])
        return
      }
      names.append(name)
    }
    if names.isEmpty { return }
    let parent = path.joined(separator: " ")
    let advice =
      nearest(to: typed, among: names).map { "did you mean '\(parent) \($0)'?" }
      ?? "the verbs of \(parent) are \(names.joined(separator: ", "))"
    throw CommandFailure.usage("unknown verb '\(typed)'; \(advice)")
  }

  /// The flags that stand before any verb.
  private static let flags = [
    "--help", "-h", "--version", "--help-hidden", "--generate-completion-script",
    "--experimental-dump-help",
  ]

  private static func checkFlag(_ typed: String) throws {
    let name = String(typed.prefix { $0 != "=" })
    guard !flags.contains(name) else { return }
    let advice =
      nearest(to: name, among: flags).map { "did you mean 'mnistctl \($0)'?" }
      ?? "see 'mnistctl --help'"
    throw CommandFailure.usage("unknown option '\(name)'; \(advice)")
  }

  /// The name with the fewest edits, if they are few enough to be a slip of the finger.
  static func nearest(to typed: String, among names: [String]) -> String? {
    let ranked = names.map { (name: $0, edits: edits(Array(typed), Array($0))) }
    guard let best = ranked.min(by: { $0.edits < $1.edits }),
      best.edits <= max(2, best.name.count / 3)
    else { return nil }
    return best.name
  }

  /// The smallest number of insertions, deletions and replacements that turn `a` into `b`.
  ///
  /// Source: Wagner and Fischer, "The string-to-string correction problem" (1974), row by row.
  private static func edits(_ a: [Character], _ b: [Character]) -> Int {
    var row = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
