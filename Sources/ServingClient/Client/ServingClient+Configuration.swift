extension ServingClient {
  /// What the owner of a client decides.
  public struct Configuration: Sendable {
    /// What the program calls itself, for people; at most 1,024 bytes.
    public var name = "mnistkit"
    /// How many connections share the requests, at least 1; each has a thread.
    public var connections = 1
    /// How long a connection and its greeting may take.
    public var connectTimeout: Duration = .seconds(5)
    /// How long a request is sent again, from its first failure on, before it fails.
    public var retryLimit: Duration = .seconds(30)
    /// Whether large batches travel as sealed memory files where the server takes them.
    public var usesMemoryFiles = true

    /// Creates the default configuration.
    public init() {}
  }
}
