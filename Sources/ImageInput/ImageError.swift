/// Why bytes are no usable image, and at which offset of them.
public struct ImageError: Error, Sendable, Hashable {
  /// The offset of the fault in the file.
  ///
  /// For a fault within compressed pixels it is how far the file had been read.
  public let offset: Int
  /// What is wrong.
  public let fault: Fault

  /// Creates the error of a fault.
  public init(offset: Int, fault: Fault) {
    self.offset = offset
    self.fault = fault
  }

  /// What can be wrong with an image.
  public enum Fault: Sendable, Hashable {
    /// The file is empty.
    case empty
    /// The file is of another format, which its first bytes tell.
    case foreign(ForeignImageFormat, found: [UInt8])
    /// The file starts as no image format that is known here.
    case unknownFormat(found: [UInt8])
    /// The image has more pixels than the caller allows.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// The file breaks the PGM format.
    case pgm(PGMFault)
    /// The file breaks the PNG format.
    case png(PNGFault)
  }
}

extension ImageError: CustomStringConvertible {
  /// One line: what is wrong, where, what was expected, found and can be done.
  public var description: String {
    let message = "\(subject) at offset \(offset): expected \(expected), found \(found)"
    return advice.map { "\(message); \($0)" } ?? message
  }

  /// What should be there.
  public var expected: String {
    switch fault {
    case .empty, .foreign, .unknownFormat: "a png or pgm image"
    case .tooManyPixels(_, _, let limit): "at most \(limit) pixels"
    case .pgm(let fault): fault.expected
    case .png(let fault): fault.expected
    }
  }

  /// What is there.
  public var found: String {
    switch fault {
    case .empty: "an empty file"
    case .foreign(let format, let bytes): "\(format) (\(hexadecimal(bytes)))"
    case .unknownFormat(let bytes): hexadecimal(bytes)
    case .tooManyPixels(let width, let height, _): "\(width) x \(height)"
    case .pgm(let fault): fault.found
    case .png(let fault): fault.found
    }
  }

  /// What to do, where more can be said than that another file is needed.
  public var advice: String? {
    switch fault {
    case .foreign(let format, _): format.advice
    case .tooManyPixels: "scale the image down"
    case .png(let fault): fault.advice
    case .empty, .unknownFormat, .pgm: nil
    }
  }

  private var subject: String {
    switch fault {
    case .empty, .foreign, .unknownFormat: "start of the file"
    case .tooManyPixels: "image size"
    case .pgm(let fault): fault.subject
    case .png(let fault): fault.subject
    }
  }
}

/// Bytes as two hexadecimal digits each.
func hexadecimal(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
}
