extension ModelFileError {
  /// The numbered kinds of fault: the error table of `formats/model-file.md`.
  ///
  /// The hundreds give the verification level: 1xx and 2xx are level 0, 3xx level 1, 4xx level 2,
  /// 5xx level 3 and 6xx level 4. A number is never reused.
  public enum Code: UInt16, Sendable, Hashable, CaseIterable {
    // Not a model file, or damaged on the way.
    case fileTooLarge = 100
    case emptyFile = 101
    case magicCut = 102
    case cutAtControlZ = 103
    case lineEndsShortened = 104
    case lineEndsLengthened = 105
    case lineEndsExchanged = 106
    case highBitStripped = 107
    case textReencoded = 108
    case byteSwapped = 109
    case compressed = 110
    case textDocument = 111
    case largeFilePointer = 112
    case otherFormat = 113
    case unknownFormat = 114

    // Header, section table, layout, trailer.
    case headerCut = 200
    case byteOrder = 201
    case unsupportedMajor = 202
    case unsupportedReaderMinimum = 203
    case readerMinimumAboveMinor = 204
    case fileCut = 205
    case trailingBytes = 206
    case headerChecksum = 207
    case reservedNotZero = 208
    case alignment = 209
    case sectionCount = 210
    case tableOffset = 211
    case tablePastEnd = 212
    case tableChecksum = 213
    case sectionTypeNotLetters = 214
    case sectionTypeReserved = 215
    case duplicateSection = 216
    case sectionOrder = 217
    case sectionUnaligned = 218
    case sectionPastEnd = 219
    case sectionOverlap = 220
    case hole = 221
    case sectionEmpty = 222
    case headTooLarge = 223
    case endMagic = 224
    case trailerLength = 225
    case paddingNotZero = 226

    // Digests.
    case sectionChecksum = 300
    case fileDigest = 301

    // Structure.
    case isCheckpoint = 400
    case isNotCheckpoint = 401
    case unknownCriticalSection = 402
    case missingSection = 403
    case sectionCut = 404
    case sectionTrailingBytes = 405
    case reservedFieldNotZero = 406
    case networkKind = 410
    case lossKind = 411
    case layerCount = 412
    case layerWidth = 413
    case unknownActivation = 414
    case layersDoNotChain = 415
    case lastActivation = 416
    case hiddenActivation = 417
    case inputShape = 420
    case inputWidth = 421
    case pixelType = 422
    case pixelOrder = 423
    case polarity = 424
    case labelCount = 430
    case labelLength = 431
    case duplicateLabel = 432
    case invalidUTF8 = 433
    case forbiddenCharacter = 434
    case tensorCount = 440
    case nameLength = 441
    case tensorType = 442
    case dimensionCount = 443
    case dimension = 444
    case elementCount = 445
    case tensorUnaligned = 446
    case tensorPastEnd = 447
    case tensorOverlap = 448
    case tensorHole = 449
    case tensorByteCount = 450
    case nameCharacter = 451
    case duplicateName = 452
    case nameOrder = 453
    case dataTrailingBytes = 454
    case unexpectedTensor = 455
    case tensorShape = 456
    case missingTensor = 457
    case tensorsDigest = 458
    case tensorPadding = 459
    case valueCount = 460
    case keyLength = 461
    case keyCharacter = 462
    case duplicateKey = 463
    case keyOrder = 464
    case valueType = 465
    case boolean = 466
    case number = 467
    case wrongValueType = 468
    case digestLength = 469
    case countTooLarge = 470
    case missingKey = 471
    case tensorTypeMismatch = 472
    case sampleCount = 480
    case sampleShape = 481

    // Values.
    case normalisation = 500
    case notFinite = 501
    case negativeZero = 502
    case metricRange = 503
    case weightRange = 504
    case biasRange = 505
    case scaleRange = 506
    case multiplierRange = 507

    // Self-test.
    case selfTestMismatch = 600

    /// The verification level that finds faults of this kind.
    public var level: Verification.Level {
      switch rawValue / 100 {
      case 1, 2: .container
      case 3: .digests
      case 4: .structure
      case 5: .values
      default: .selfTest
      }
    }
  }
}
