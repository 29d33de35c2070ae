extension Result {
  /// What asynchronous work gives or throws.
  init(awaiting work: () async throws(Failure) -> Success) async {
    do {
      self = .success(try await work())
    } catch {
      self = .failure(error)
    }
  }
}
