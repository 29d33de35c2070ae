import MNISTData
import ModelFile
import NeuralNet

/// What came of reading a file.
enum Verdict: CustomStringConvertible {
  /// Accepted; the digest is that of the file written again, so of all that was decoded.
  case valid(ContentDigest)
  /// Refused with a number of the error table at an offset.
  case refused(ModelFileError)
  /// Refused by a reader whose errors have no numbers.
  case refusedWithoutNumber

  /// Reads a file as a model (`m`), a checkpoint (`c`), IDX images (`i`) or IDX labels (`l`); `nil`
  /// for any other letter.
  init?(of file: [UInt8], readAs letter: UInt8) {
    switch letter {
    case UInt8(ascii: "m"): self.init(ofModel: file)
    case UInt8(ascii: "c"): self.init(ofCheckpoint: file)
    case UInt8(ascii: "i"):
      self.init { () throws(IDXError) in IDX.encode(try IDX.decodeImages(file, name: "stream")) }
    case UInt8(ascii: "l"):
      self.init { () throws(IDXError) in
        IDX.encode(labels: try IDX.decodeLabels(file, name: "stream"))
      }
    default: return nil
    }
  }

  private init(ofModel file: [UInt8]) {
    let result = ModelFile.verify(file) { model, pixels, count in
      Classifier(network: model.network, normalisation: model.input.normalisation)
        .logits(pixels.span, count: count)
    }
    if let error = result.outcomes.last?.error {
      self = .refused(error)
      return
    }
    guard let model = result.model else { preconditionFailure("level 3 passed without a model") }
    do throws(ModelFileError) {
      self = .valid(ModelFile.fileSHA256(try ModelFile.encode(model)))
    } catch {
      preconditionFailure("what was read cannot be written: \(error)")
    }
  }

  private init(ofCheckpoint file: [UInt8]) {
    do throws(ModelFileError) {
      self = .valid(ModelFile.fileSHA256(try Checkpoint(decoding: file).encode()))
    } catch {
      self = .refused(error)
    }
  }

  /// IDX has one form for what was decoded: header and elements, uncompressed.
  private init(_ decode: () throws(IDXError) -> [UInt8]) {
    do throws(IDXError) {
      self = .valid(ModelFile.fileSHA256(try decode()))
    } catch {
      self = .refusedWithoutNumber
    }
  }

  var description: String {
    switch self {
    case .valid(let digest): "valid \(digest)"
    case .refused(let error): "refused \(error.code.rawValue) \(error.offset)"
    case .refusedWithoutNumber: "refused"
    }
  }
}
