/// What a client asked for.
public struct Request: Sendable, Hashable {
  /// The path, from its slash on.
  public let path: String
  /// The first byte of the file that is wanted.
  public let offset: Int

  /// Reads the head of a request; `nil` where it is none that the server understands.
  init?(_ head: String) {
    let lines = head.split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[0] == "GET" else { return nil }
    path = String(words[1])
    let prefix = "range: bytes="
    let range = lines.first { $0.lowercased().hasPrefix(prefix) }?.dropFirst(prefix.count)
    offset = range.flatMap { Int($0.prefix { $0 != "-" }) } ?? 0
  }
}
