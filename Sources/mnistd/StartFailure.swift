/// Why the daemon does not start, and the exit code that says so.
struct StartFailure: Error {
  /// A command line or variable that makes no sense.
  static let usage: Int32 = 2
  /// A model file that breaks its format.
  static let badInput: Int32 = 3
  /// Something is missing, barred or taken.
  static let environment: Int32 = 4

  let status: Int32
  let message: String
}
