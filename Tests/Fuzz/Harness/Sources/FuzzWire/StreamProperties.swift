import Fuzzing
import WireProtocol

/// What holds for every stream of bytes that one side of a connection receives.
///
/// The first byte of an input says who reads: bit 0 a client instead of a server, bit 1 on the
/// control socket, bit 2 after HELLO. The others are the stream.
enum StreamProperties {
  private static let limits = ServerLimits()

  /// What a decoder makes of a stream: its frames, and the fault that ends it.
  private struct Reading: Equatable {
    var frames: [Frame] = []
    var starts: [Int] = []
    var fault: WireError?
  }

  static func check(_ input: [UInt8]) {
    guard let role = input.first else { return }
    let stream = Array(input.dropFirst())
    let sender: Peer = role & 1 == 0 ? .client : .server
    let decoder = FrameDecoder(
      sender: sender, frameByteLimit: limits.frameByteLimit, isOpen: role & 4 != 0)
    let reading = read(stream, decoder) { stream.count }
    var dice = Dice(for: input)
    let again = read(stream, decoder) { 1 + dice.roll(48) }
    require(reading == again, "pieces of any size give the same frames and the same fault")
    if let fault = reading.fault { requireOneLine(fault.description) }
    for (frame, start) in zip(reading.frames, reading.starts) {
      let bytes = Array(stream[start..<start + frame.byteCount])
      let payload = Array(bytes[frame.payload])
      require(
        frame.header.frame(payload) == bytes, "a frame is written again with the same bytes")
      if sender == .client {
        checkRequest(frame.header, payload, on: role & 2 == 0 ? .data : .control)
      } else {
        AnswerProperties.check(frame.header, payload)
      }
    }
  }

  private static func read(
    _ stream: [UInt8], _ decoder: FrameDecoder, pieces: () -> Int
  ) -> Reading {
    var decoder = decoder
    var reading = Reading()
    var (start, end) = (0, 0)
    while end < stream.count {
      end = min(stream.count, end + pieces())
      do throws(WireError) {
        while case .frame(let frame) = try decoder.next(in: stream.span.extracting(start..<end)) {
          reading.frames.append(frame)
          reading.starts.append(start)
          start += frame.byteCount
        }
      } catch {
        // A fault of the magic tells the bytes that have come, which depends on the pieces.
        let isMagic = error.status == .badFrame && error.offset == 0
        reading.fault = isMagic ? nil : error
        return reading
      }
    }
    return reading
  }

  private static func checkRequest(
    _ header: FrameHeader, _ payload: [UInt8], on socket: SocketKind
  ) {
    do throws(WireError) {
      let request = try Request(
        header: header, payload: payload.span, on: socket, limits: limits)
      switch request {
      case .classify(let request):
        require(request.pixels.upperBound == payload.count, "the pixels are the payload's rest")
      case .classifyDescriptor: require(payload.count == 8, "the pixels are elsewhere")
      case .hello(let hello):
        require((try? HelloRequest(decoding: hello.payload)) == hello, "HELLO is read again")
      case .ping(let echo): require(echo == payload && echo.count <= 64, "PING is echoed")
      default: break
      }
    } catch {
      // An empty text begins where the frame ends.
      require((0...header.frameByteCount).contains(error.offset), "\(error) lies in the frame")
      requireOneLine(error.description)
      let refusal = Refusal(error).frame(answering: header)
      require(refusal.count <= 32 + WireFormat.refusalByteLimit, "a refusal is short")
      var decoder = FrameDecoder(sender: .server, isOpen: true)
      guard case .frame? = try? decoder.next(in: refusal.span) else {
        return require(false, "a refusal is a frame")
      }
    }
  }
}
