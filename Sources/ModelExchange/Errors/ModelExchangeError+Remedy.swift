extension ModelExchangeError.Code {
  /// What to do about it; `nil` where the cause says all.
  public var remedy: String? {
    switch self {
    case .normalisationMissing: "give --normalise MEAN,DEVIATION as the model was trained with"
    case .layersDoNotChain, .layerOrder: "name the layers in order with --layers"
    case .weightOrder:
      "name the weights kernel for [inputs, outputs] or weight for [outputs, inputs]"
    case .pickledObjects: "save arrays of numbers"
    case .modelFile: "use it as it is, or write another format with mnistctl export"
    case .unknownFormat: "save the weights as safetensors or npz"
    case .tensorsDigest: "copy or export the file again"
    case .memberChecksum: "copy the file again"
    case .jsonEncoding: "save it as UTF-8 without a byte-order mark"
    case .operatorSetTooNew: "export it with an older operator set"
    case .externalData: "save the tensors inside the file (torch.onnx.export: external_data=False)"
    case .normalisationConflict: "leave out --normalise, or give the file's own"
    case .bigEndian: "convert it to little-endian"
    default: nil
    }
  }
}
