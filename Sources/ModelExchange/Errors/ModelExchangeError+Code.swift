extension ModelExchangeError {
  /// The kinds of faults; the raw values are what `--json` prints.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    // Faults of every format.

    /// The file is of no format that is read.
    case unknownFormat
    /// The file is a model file, which needs no import.
    case modelFile
    /// The format is written and not read.
    case exportOnly
    /// The file is larger than any model.
    case fileTooLarge
    /// The file ends inside a structure.
    case fileCut
    /// The format cannot hold this model.
    case unsupportedModel

    // Faults of metadata.

    /// The metadata are of a version that this library does not know.
    case metadataVersion
    /// A value of the metadata is not legal.
    case metadataValue
    /// The normalisation of pixels is neither in the file nor given.
    case normalisationMissing
    /// Rows and columns are not those of the network's input.
    case inputShape
    /// The labels are not one legal text of its own for each class.
    case labels
    /// The activations are not those of a network that can be held.
    case activations
    /// The tensors are not those that the metadata were written for.
    case tensorsDigest

    // Faults of tensors.

    /// Two tensors have one name, or are one part of a layer.
    case duplicateTensor
    /// The type of a tensor's elements is not known.
    case elementType
    /// The type of a tensor's elements is known and not read.
    case unsupportedType
    /// A tensor has no elements.
    case emptyTensor
    /// A tensor's sizes multiply to more elements than a tensor may have.
    case elementCount
    /// A tensor has more or fewer bytes than its shape and type say.
    case tensorByteCount
    /// Bytes belong to no tensor.
    case tensorHole
    /// Two tensors share bytes.
    case tensorOverlap
    /// A tensor reaches past the end of the file.
    case tensorPastEnd
    /// A tensor holds a number that is infinite or not a number.
    case notFinite

    // Faults of networks.

    /// The file's tensors are not those of a multi-layer perceptron.
    case notAPerceptron
    /// A layer that was named is not in the file.
    case layerNotFound
    /// A layer lacks a tensor.
    case missingTensor
    /// There are more layers than a network may have.
    case layerCount
    /// A layer is wider than it may be.
    case layerWidth
    /// There are more classes than a network may have.
    case classCount
    /// A tensor's shape is not that of its part of a layer.
    case tensorShape
    /// A layer's inputs are not the outputs of the one before.
    case layersDoNotChain
    /// Layers fit each other in several orders, and their names do not tell which.
    case layerOrder
    /// Weights fit as [outputs, inputs] and as [inputs, outputs].
    case weightOrder
    /// An integer is outside the range of its part of a quantised layer.
    case integerRange
    /// A scale, or a quotient of scales, is not a normal number above 0.
    case scaleRange

    // Faults of JSON text.

    /// The text is not JSON, or has a number that its type cannot hold.
    case jsonSyntax
    /// The text is not in UTF-8, or starts with a byte-order mark.
    case jsonEncoding
    /// The text is nested deeper than the format.
    case jsonDepth
    /// An object has a key twice.
    case jsonDuplicateKey
    /// An object lacks a key.
    case jsonMissingKey
    /// A value is of another kind than the format says.
    case jsonValue
    /// The text is no model, or one of another version.
    case jsonFormat

    // Faults of safetensors.

    /// The header has no bytes.
    case headerEmpty
    /// The header is longer than it may be.
    case headerTooLong
    /// The header reaches past the end of the file.
    case headerPastEnd
    /// The header does not start with a brace.
    case headerStart
    /// The header is padded with NUL instead of spaces.
    case headerPadding
    /// A tensor ends before it starts.
    case tensorOffsets

    // Faults of ZIP archives.

    /// The archive has no end record.
    case zipEnd
    /// Bytes, or a comment, follow the archive's end record.
    case zipTrailingBytes
    /// The central directory is not where or what the end record says.
    case zipDirectory
    /// The archive has more members than a model has tensors.
    case zipMemberCount
    /// A member's local header is not what the central directory says.
    case zipHeader
    /// A member is encrypted.
    case zipEncrypted
    /// A member is compressed by a method that is not read.
    case zipMethod
    /// Bytes between members belong to none.
    case zipHole
    /// Members share bytes.
    case zipOverlap
    /// The descriptor behind a member is not what the directory says.
    case zipDescriptor
    /// A member's name is not that of an array.
    case memberName
    /// Two members have one name.
    case duplicateMember
    /// A member, or all together, claim more bytes than any model.
    case memberTooLong
    /// A member's compressed data are damaged or of another length.
    case memberDamaged
    /// A member's CRC-32 is wrong.
    case memberChecksum

    // Faults of NumPy arrays.

    /// A member does not start as a NumPy array does.
    case npySignature
    /// The array's header is of a version that is not read.
    case npyVersion
    /// The array's header is not the dictionary that NumPy writes.
    case npyHeader
    /// The array holds pickled objects, which run code when they are read.
    case pickledObjects

    // Faults of ONNX graphs.

    /// The bytes are not messages of protocol buffers.
    case wireFormat
    /// A variable-length integer ends before its last byte.
    case truncatedVarint
    /// A variable-length integer has more than 64 bits.
    case varintOverflow
    /// A field reaches past the end of its message.
    case lengthPastEnd
    /// The container's version is not known.
    case containerVersion
    /// The version of the operators is missing, doubled or too old.
    case operatorSet
    /// The version of the operators is newer than all that are known.
    case operatorSetTooNew
    /// An operator is none of a multi-layer perceptron.
    case unsupportedOperator
    /// A tensor's elements are in another file, which is never opened.
    case externalData
    /// A node reads a value that nothing gives.
    case missingInitialiser
    /// A node depends on itself.
    case cyclicGraph
    /// No output depends on a node.
    case unusedNode
    /// An output does not depend on the input.
    case noPath
    /// Two outputs come out of different layers.
    case severalHeads
    /// The graph normalises pixels in another way than the metadata or the caller say.
    case normalisationConflict

    // Faults of GGUF files.

    /// The file does not start as GGUF does.
    case ggufMagic
    /// The version of the format is not read.
    case ggufVersion
    /// The file was written for machines with the other byte order.
    case bigEndian
    /// The alignment is not a power of two of the right type.
    case alignment
    /// A value is an array of arrays.
    case nestedArray
    /// A value's type is unknown or not the key's.
    case valueType
    /// A tensor's offset is not aligned.
    case tensorOffset

    // Faults of binary formats.

    /// Two things have one name.
    case duplicateName
    /// There are more parts than a model has.
    case tooMany
    /// A text is not UTF-8.
    case invalidText
  }
}
