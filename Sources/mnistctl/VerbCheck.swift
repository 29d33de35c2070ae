import ArgumentParser

/// Names the nearest verb where an unknown one is typed.
enum VerbCheck {
  static func check(_ arguments: [String]) throws {
    try check(arguments[...], in: MnistCtl.self, path: ["mnistctl"])
  }

  private static func check(
    _ arguments: ArraySlice<String>, in command: any ParsableCommand.Type, path: [String]
  ) throws {
    let verbs = command.configuration.subcommands
    guard !verbs.isEmpty, let typed = arguments.first, !typed.hasPrefix("-"), typed != "help"
    else { return }
    if let verb = verbs.first(where: { $0.configuration.commandName == typed }) {
      return try check(arguments.dropFirst(), in: verb, path: path + [typed])
    }
    let names = verbs.compactMap(\.configuration.commandName)
    var message = "unknown verb '\(typed)'"
    if let nearest = nearest(to: typed, among: names) {
      message += "; did you mean '\((path + [nearest]).joined(separator: " "))'?"
    } else {
      message += "; the verbs of \(path.joined(separator: " ")) are \(names.joined(separator: ", "))"
    }
    throw CommandFailure.usage(message)
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
