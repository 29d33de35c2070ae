/// What the server sends for a request, and how it leaves.
public struct Answer: Sendable {
  /// What happens once the bytes that are sent have been sent.
  public enum Ending: Sendable {
    /// The connection is closed in good order.
    case closes
    /// Nothing more is sent, and the connection stays until the client closes it.
    case stalls
  }

  let status: String
  let body: [UInt8]
  let obeysRanges: Bool
  var sent: Int?
  var ending = Ending.closes

  /// A file, of which a client may also ask for the end only.
  public static func file(_ bytes: [UInt8]) -> Answer {
    Answer(status: "200 OK", body: bytes, obeysRanges: true)
  }

  /// A file that is always sent whole, whatever the client asks for.
  public static func wholeFile(_ bytes: [UInt8]) -> Answer {
    Answer(status: "200 OK", body: bytes, obeysRanges: false)
  }

  /// The page of a fault.
  public static let notFound = Answer(
    status: "404 Not Found", body: Array("<html>no such file</html>".utf8), obeysRanges: false)

  /// The same answer, of which only the first bytes are sent.
  public func cut(after count: Int, then ending: Ending = .closes) -> Answer {
    var answer = self
    answer.sent = count
    answer.ending = ending
    return answer
  }

  /// The head and the bytes for a client that wants the file from `offset` on.
  func bytes(from offset: Int) -> [UInt8] {
    var head = "HTTP/1.1 \(status)\r\n"
    var rest = body[...]
    if obeysRanges && offset > 0 {
      if offset < body.count {
        rest = body[offset...]
        head = "HTTP/1.1 206 Partial Content\r\n"
        head += "Content-Range: bytes \(offset)-\(body.count - 1)/\(body.count)\r\n"
      } else {
        rest = []
        head = "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */\(body.count)\r\n"
      }
    }
    head += "Content-Length: \(rest.count)\r\nConnection: close\r\n\r\n"
    return Array(head.utf8) + rest.prefix(sent ?? rest.count)
  }
}
