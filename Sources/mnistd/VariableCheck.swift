import ArgumentParser
import Posix

/// Whether every variable that begins with `MNISTD_` is an option, as every word that is typed must
/// be: a setting with a wrong name would leave the default without a word.
enum VariableCheck {
  /// - Throws: the first variable that is none, with the option that it may be meant for.
  static func run() throws(StartFailure) {
    for name in Environment.names(startingWith: Setting.prefix) {
      // As everywhere, an empty variable is none.
      guard Environment.value(name) != "", let fault = fault(of: name) else { continue }
      throw StartFailure(status: StartFailure.usage, message: fault)
    }
  }

  private static func fault(of name: String) -> String? {
    let words = name.dropFirst(Setting.prefix.count).lowercased()
    let option = "--" + words.map { $0 == "_" ? "-" : $0 }
    var advice = "see 'mnistd --help'"
    // Other spellings of an option's variable are never looked at.
    if Setting.variable(of: option) == name {
      // The parser knows the options, and says so in words alone.
      let text = message(of: option)
      guard text.hasPrefix("Unknown option") else { return nil }
      if let near = text.firstMatch(of: /Did you mean '(--[a-z-]+)'/) {
        advice = "did you mean '\(Setting.variable(of: String(near.1)))'?"
      }
    }
    // Control characters made visible.
    let visible = String(reflecting: name).dropFirst().dropLast()
    return "unknown variable '\(visible)'; \(advice)"
  }

  /// What the parser says of an option with a value.
  private static func message(of option: String) -> String {
    do {
      _ = try MnistD.parse(["\(option)=1"])
      return ""
    } catch {
      return MnistD.message(for: error)
    }
  }
}
