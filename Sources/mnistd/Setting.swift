import Posix
import SystemPackage
import WireProtocol

/// An option that may be typed or stand in the environment; what is typed counts.
struct Setting {
  let option: String
  let value: String?

  /// What the names of all variables begin with.
  static let prefix = "MNISTD_"

  /// The name of the variable for an option: `MNISTD_A_B` for `--a-b`.
  static func variable(of option: String) -> String {
    let words = option.drop { $0 == "-" }.uppercased()
    return prefix + words.map { $0 == "-" ? "_" : $0 }
  }

  /// Looks for the value of an option in its variable where it was not typed; an empty variable is
  /// none.
  init(_ option: String, _ typed: String?) {
    let variable = Self.variable(of: option)
    if let typed {
      self.option = option
      value = typed
    } else {
      self.option = variable
      let text = Environment.value(variable) ?? ""
      value = text.isEmpty ? nil : text
    }
  }

  /// The value as a whole number of a range.
  func number(in range: ClosedRange<UInt64>) throws(StartFailure) -> UInt64? {
    guard let value else { return nil }
    guard let number = UInt64(value), range.contains(number) else {
      throw StartFailure(
        status: StartFailure.usage,
        message: "\(option) must be in \(range.lowerBound)...\(range.upperBound), found '\(value)'")
    }
    return number
  }

  /// The value as the name of a model.
  func modelName() throws(StartFailure) -> String? {
    guard let name = try text() else { return nil }
    guard ModelReference.isName(name) else {
      throw StartFailure(
        status: StartFailure.usage,
        message: "\(option) must be \(WireError.Words.name.rawValue), found '\(name)'")
    }
    return name
  }

  /// - Throws: where two settings name one path.
  static func checkApart(_ settings: [Setting]) throws(StartFailure) {
    for (index, later) in settings.enumerated() {
      guard let value = later.value else { continue }
      let path = FilePath(value)
      guard let earlier = settings[..<index].first(where: { $0.value.map { FilePath($0) } == path })
      else { continue }
      throw StartFailure(
        status: StartFailure.usage,
        message: "\(later.option) must be another path than \(earlier.option), found '\(value)'")
    }
  }

  /// The value as yes or no; none is no.
  func flag() throws(StartFailure) -> Bool {
    switch value {
    case nil, "0", "no", "false": return false
    case "1", "yes", "true": return true
    case .some(let value):
      throw StartFailure(
        status: StartFailure.usage, message: "\(option) must be 1 or 0, found '\(value)'")
    }
  }

  /// The value as text that is not empty.
  func text() throws(StartFailure) -> String? {
    guard let value else { return nil }
    guard !value.isEmpty else {
      throw StartFailure(
        status: StartFailure.usage, message: "\(option) must not be empty")
    }
    return value
  }
}
