public import WireProtocol

// What only the control socket takes. Each request waits for the outcome, which can be long in
// coming: `timeoutMilliseconds` bounds it. A file that was refused is no error: its record says so.
extension ServingConnection {
  /// Looks at a model's file again, and loads it if it is new.
  ///
  /// - Parameter model: a name, or a name and version.
  /// - Returns: the models of that name.
  public mutating func load(_ model: ModelReference) throws(ServingError) -> [ModelRecord] {
    try order(.load, model)
  }

  /// Stops serving a model.
  ///
  /// - Parameter model: a name, or a name and version.
  /// - Returns: the models of that name.
  public mutating func unload(_ model: ModelReference) throws(ServingError) -> [ModelRecord] {
    try order(.unload, model)
  }

  /// Lets a name serve one model until it is pinned otherwise.
  ///
  /// - Parameter model: the model by version or digest; a name alone is no longer pinned.
  /// - Returns: the models of that name.
  public mutating func pin(_ model: ModelReference) throws(ServingError) -> [ModelRecord] {
    try order(.pin, model)
  }

  /// Moves a label to a loaded model, or removes it.
  ///
  /// - Returns: the models of that name.
  public mutating func label(_ request: LabelRequest) throws(ServingError) -> [ModelRecord] {
    try askForRecords(.label, request.payload)
  }

  /// Lets a name serve the model that it served before.
  ///
  /// Unlike all others it is not to be sent again where the connection ended without an answer: look
  /// at ``index()`` first.
  ///
  /// - Parameter model: a name.
  /// - Returns: the models of that name.
  public mutating func rollback(_ model: ModelReference) throws(ServingError) -> [ModelRecord] {
    try order(.rollback, model)
  }

  /// Looks at the model directory again.
  ///
  /// - Returns: all models.
  public mutating func reload() throws(ServingError) -> [ModelRecord] {
    try askForRecords(.reload)
  }

  /// Lets the server look at the model directory again, and does not wait for the outcome.
  ///
  /// The server has the order when this returns. The connection is used up, because the answer may
  /// still come.
  public consuming func startReload() throws(ServingError) {
    var connection = self
    try connection.start(.reload)
  }

  /// Stops the server in good order, as SIGTERM does.
  public mutating func drain() throws(ServingError) {
    try ask(.drain) { header, _ throws(WireError) in try header.checkEmptyAnswer() }
  }

  private mutating func order(
    _ opcode: Opcode, _ model: ModelReference
  ) throws(ServingError) -> [ModelRecord] {
    try askForRecords(opcode, Array(model.description.utf8))
  }
}
