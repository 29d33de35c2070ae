package import Posix
import SystemPackage
import WireProtocol

/// What a server is given or makes before it does anything else: its sockets, and the models that
/// the service manager has kept for it.
package struct ServerSockets {
  /// At least one of them is a data socket.
  package let listeners: [Listener]
  /// The models, by what they were stored as.
  package let storedModels: [InheritedModel]

  /// Takes what was handed over, and binds the sockets that are missing.
  ///
  /// Sockets that the manager holds stay open when the server ends, so that no client notices a
  /// restart; they win over paths of the configuration.
  package init(
    _ configuration: ServerConfiguration, inherited: consuming InheritedDescriptors
  ) throws(ServerError) {
    let unknown = inherited.names.filter {
      Self.kind(ofSocketNamed: $0) == nil && StoredName($0) == nil
    }
    guard unknown.isEmpty else { throw .unknownDescriptors(names: unknown) }
    do {
      var listeners: [Listener] = []
      for kind in SocketKind.allCases {
        while let socket = try inherited.takeListener(named: kind.description) {
          listeners.append(Listener(socket, kind: kind))
        }
      }
      var storedModels: [InheritedModel] = []
      for name in inherited.names {
        if let model = Self.model(named: name, from: &inherited) { storedModels.append(model) }
      }
      self.storedModels = storedModels
      for kind in SocketKind.allCases where !listeners.contains(where: { $0.kind == kind }) {
        guard let path = kind == .data ? configuration.dataSocket : configuration.controlSocket
        else { continue }
        // Whoever may write may connect: the group too on the data socket, which only classifies.
        let permissions: FilePermissions =
          kind == .data ? [.ownerReadWrite, .groupReadWrite] : .ownerReadWrite
        let socket = try UnixListener(bindingTo: UnixAddress(path), permissions: permissions)
        listeners.append(Listener(socket, kind: kind))
      }
      self.listeners = listeners
    } catch {
      throw .resource(error)
    }
    guard listeners.contains(where: { $0.kind == .data }) else { throw .noDataSocket }
  }

  private static func kind(ofSocketNamed name: String) -> SocketKind? {
    SocketKind.allCases.first { $0.description == name }
  }

  /// A stored model, or `nil` where the file is no sealed memory file: the server starts without
  /// it, because the directory holds the models too.
  private static func model(
    named name: String, from inherited: inout InheritedDescriptors
  ) -> InheritedModel? {
    guard let stored = StoredName(name),
      let file = try? inherited.takeMemoryFile(named: name, minimumByteCount: 1)
    else { return nil }
    return InheritedModel(name: stored, sealed: SealedModel(file))
  }
}
