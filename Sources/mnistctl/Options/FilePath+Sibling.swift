import SystemPackage

extension FilePath {
  /// The path of a file beside this one: `.mlp` at the end of the name, if it is there, gives way
  /// to another extension.
  ///
  /// Only that one, because names of models hold dots: `digits@1.2.mlp`.
  func sibling(replacingExtensionWith other: String) -> FilePath {
    let name = lastComponent?.string ?? string
    let stem = name.hasSuffix(".mlp") ? String(name.dropLast(4)) : name
    return removingLastComponent().appending("\(stem).\(other)")
  }
}
