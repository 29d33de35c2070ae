/// What a terminal can show, and text dressed accordingly.
package struct TerminalStyle: Hashable, Sendable {
  /// How many colours may be used.
  package enum Depth: Hashable, Sendable {
    /// None, and no bold or dim text either.
    case plain
    /// The 256 of xterm.
    case palette
    /// All of 24 bits.
    case full
  }

  /// A way to make text stand out.
  package enum Emphasis: Int, Hashable, Sendable {
    case bold = 1
    case dim = 2
    case red = 31
    case green = 32
  }

  /// How many colours may be used.
  package let depth: Depth
  /// The characters that may be used.
  package let glyphs: Glyphs

  /// Neither colours nor emphasis, for files and pipes.
  package static let plain = TerminalStyle(depth: .plain, glyphs: .unicode)

  package init(depth: Depth, glyphs: Glyphs) {
    self.depth = depth
    self.glyphs = glyphs
  }

  /// The style for a stream, from what it is and from the environment's variables.
  ///
  /// No colour where the stream is no terminal, `NO_COLOR` is set and not empty, or `TERM` is
  /// missing or `dumb`. All colours where `COLORTERM` promises them. ASCII alone where the first
  /// of `LC_ALL`, `LC_CTYPE` and `LANG` that is set names a character set other than UTF-8.
  package init(isTerminal: Bool, environment: (String) -> String?) {
    func value(_ name: String) -> String? {
      environment(name).flatMap { $0.isEmpty ? nil : $0 }
    }
    let terminal = value("TERM") ?? "dumb"
    if !isTerminal || value("NO_COLOR") != nil || terminal == "dumb" {
      depth = .plain
    } else if let promise = value("COLORTERM"), ["truecolor", "24bit"].contains(promise) {
      depth = .full
    } else {
      depth = .palette
    }
    let locale = value("LC_ALL") ?? value("LC_CTYPE") ?? value("LANG") ?? "C.UTF-8"
    let name = locale.lowercased()
    glyphs = name.contains("utf-8") || name.contains("utf8") ? .unicode : .ascii
  }

  /// The text with an emphasis, or unchanged where none may be used.
  package func emphasised(_ text: String, _ emphasis: Emphasis) -> String {
    guard depth != .plain, !text.isEmpty else { return text }
    return "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m"
  }

  /// The sequence that sets the colours of ink and paper; `nil` is the terminal's own.
  func sequence(ink: Colour?, paper: Colour?) -> String {
    "\u{1B}[\(code(ink, base: 38, none: 39));\(code(paper, base: 48, none: 49))m"
  }

  private func code(_ colour: Colour?, base: Int, none: Int) -> String {
    guard let colour else { return "\(none)" }
    switch depth {
    case .plain: preconditionFailure("a plain style has no colours")
    case .palette: return "\(base);5;\(colour.paletteIndex)"
    case .full: return "\(base);2;\(colour.red);\(colour.green);\(colour.blue)"
    }
  }
}
