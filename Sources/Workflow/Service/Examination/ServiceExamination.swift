internal import ServingClient
public import SystemPackage
internal import WireProtocol

/// Everything about a service that a user can look at, with a cure for each thing that is not well.
public struct ServiceExamination: Sendable {
  /// Where the data socket is looked for.
  public var dataSocket: String
  /// Where the control socket is looked for.
  public var controlSocket: String
  /// The directory of the model files; `nil` to leave it out.
  public var modelDirectory: FilePath?
  /// The directory of standing orders; `nil` to leave it out.
  public var stateDirectory: FilePath?
  /// What the program calls itself when it greets.
  public var clientName: String

  /// Prepares to look at the sockets alone.
  public init(dataSocket: String, controlSocket: String, clientName: String) {
    self.dataSocket = dataSocket
    self.controlSocket = controlSocket
    self.clientName = clientName
  }

  /// Looks at everything.
  public func run() -> [Finding] {
    var findings: [Finding] = []
    var isServed = true
    do throws(ServingError) {
      findings += try server()
    } catch {
      isServed = false
      findings.append(diagnosis(.data, dataSocket).finding(for: error))
    }
    findings.append(control(isServed: isServed))
    if let modelDirectory { findings.append(DirectoryDiagnosis.models(modelDirectory)) }
    if let stateDirectory { findings.append(DirectoryDiagnosis.state(stateDirectory)) }
    return findings
  }

  private func server() throws(ServingError) -> [Finding] {
    var connection = try ServingConnection(to: dataSocket, as: clientName)
    let kind = connection.hello.socket
    guard kind == .data else { return [diagnosis(.data, dataSocket).finding(forOther: kind)] }
    let diagnosis = ModelDiagnosis(
      status: try connection.status(), limits: connection.hello.limits,
      records: try connection.index())
    return [.ok(.dataSocket, "\(connection.hello.build) answers at \(dataSocket)")]
      + diagnosis.findings
  }

  /// - Parameter isServed: whether the data socket works, so that whoever only classifies lacks
  ///   nothing.
  private func control(isServed: Bool) -> Finding {
    do throws(ServingError) {
      var connection = try ServingConnection(to: controlSocket, as: clientName)
      try connection.ping()
      let kind = connection.hello.socket
      guard kind == .control else {
        return diagnosis(.control, controlSocket).finding(forOther: kind)
      }
      return .ok(.controlSocket, "models can be managed through \(controlSocket)")
    } catch {
      let finding = diagnosis(.control, controlSocket).finding(for: error)
      guard isServed, case .cannotConnect(_, let fault, _) = error,
        [.missing, .permission].contains(fault)
      else { return finding }
      return finding.asNote
    }
  }

  private func diagnosis(_ kind: SocketKind, _ path: String) -> SocketDiagnosis {
    SocketDiagnosis(
      path: path, kind: kind, otherPath: kind == .data ? controlSocket : dataSocket,
      surroundings: SocketSurroundings(of: path))
  }
}
