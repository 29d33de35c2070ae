extension ModelFileError.Code {
  /// What the user can do.
  public var remedy: String {
    switch self {
    case .fileTooLarge: "raise the limit if the file is trusted"
    case .cutAtControlZ, .lineEndsShortened, .lineEndsLengthened, .lineEndsExchanged,
      .highBitStripped, .textReencoded, .byteSwapped:
      "copy the original again, in binary mode"
    case .compressed: "unpack it first, or make a model of an npz archive with mnistctl import"
    case .textDocument:
      "check the address that it was downloaded from, or make a model of JSON with mnistctl import"
    case .largeFilePointer: "run git lfs pull"
    case .otherFormat: "make a model file of it with mnistctl import, or name one"
    case .unknownFormat: "name a file that mnistctl train or import wrote"
    case .unsupportedMajor, .unsupportedReaderMinimum, .unknownCriticalSection:
      "use a newer release of mnistkit"
    case .isCheckpoint: "continue it with mnistctl train --resume, or name a model"
    case .isNotCheckpoint: "name the checkpoint of an interrupted training"
    case .emptyFile, .magicCut, .headerCut, .fileCut, .trailingBytes, .headerChecksum,
      .tableChecksum, .endMagic, .trailerLength, .sectionChecksum, .fileDigest:
      "copy the original again"
    case .normalisation, .notFinite, .negativeZero: "train the model again"
    case .weightRange, .biasRange, .scaleRange, .multiplierRange: "quantise the model again"
    case .selfTestMismatch: "do not use this model on this machine"
    default: "the program that wrote the file is at fault: write it again"
    }
  }
}
