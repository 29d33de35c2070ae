import ModelFile

/// Text of a file made safe and short enough for a message of one line.
func escaped(_ text: some StringProtocol) -> String {
  let limit = 80
  let scalars = text.unicodeScalars
  guard scalars.count > limit else { return quoted(text) }
  return quoted(String(String.UnicodeScalarView(scalars.prefix(limit)))) + "..."
}
