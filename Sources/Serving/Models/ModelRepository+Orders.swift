import Logging
import ModelFile
import Posix
import WireProtocol

extension ModelRepository {
  /// The most labels of a name.
  private static let labelLimit = 64

  /// Carries out an order: its change is on the storage device, and published, before it is
  /// answered.
  ///
  /// - Parameter user: whose order it is; `nil` where it is the server's own.
  func carryOut(_ order: ModelOrder, by user: UInt32? = nil) -> ModelOrder.Outcome {
    let outcome = outcome(of: order)
    if let user { tell(order, by: user, outcome) }
    return outcome
  }

  private func outcome(of order: ModelOrder) -> ModelOrder.Outcome {
    do throws(Refusal) {
      let name = try apply(order)
      publishIfChanged()
      let now = MonotonicClock.nanoseconds / 1_000_000
      return .success(board.newest.records(atMilliseconds: now, named: name))
    } catch {
      return .failure(error)
    }
  }

  /// Changes what an order is about.
  ///
  /// - Returns: the name whose records are the answer; `nil` for all.
  private func apply(_ order: ModelOrder) throws(Refusal) -> String? {
    switch order {
    case .reload:
      // What could not be read before may be readable now.
      loadKept()
      do { try scan() } catch { throw Refusal(error) }
      return nil
    case .load(let reference): try load(reference)
    case .unload(let reference): try unload(reference)
    case .pin(let reference): try pin(reference)
    case .label(let request): try label(request)
    case .rollback(let reference): try rollback(reference)
    }
    return order.name
  }

  private func load(_ reference: ModelReference) throws(Refusal) {
    let isMeant = reference.isMeant
    // A directory that cannot be looked at leaves the orders as they are.
    do { _ = try listKeys() } catch {
      note(directoryFault: error)
      publishIfChanged()
      throw Refusal(error)
    }
    var changed = orders
    for version in changed[reference.name].unloaded
    where isMeant(ModelKey(name: reference.name, version: version)) {
      changed[reference.name].unloaded.remove(version)
    }
    try keep(changed)
    // What a pin or label means may have been unloaded as well.
    loadKept()
    for key in files.keys.filter(isMeant) { files[key]?.stamp = nil }
    do { try scan(where: isMeant) } catch { throw Refusal(error) }
    guard files.keys.contains(where: isMeant) else {
      throw Refusal(
        .noModel,
        text: "\(reference): expected a file in \(configuration.directory), found none")
    }
  }

  private func unload(_ reference: ModelReference) throws(Refusal) {
    let isMeant = reference.isMeant
    let name = reference.name
    let keys = Set(files.keys.filter(isMeant) + residents.map(\.key).filter(isMeant))
    guard !keys.isEmpty else { throw unknown(reference) }
    var changed = orders
    changed[name].unloaded.formUnion(keys.map(\.version))
    // Of what the name served before, nothing is left to hold on to.
    if reference.selector == .current { changed[name].rollback = nil }
    try keep(changed)
    residents.removeAll { keys.contains($0.key) }
    for key in keys {
      // A file that is there is known on, but as one that was never read.
      if let file = files[key] { files[key] = file.condition == .gone ? nil : KnownFile() }
    }
    if let previous = names[name]?.previous, !isResident(previous) { names[name]?.previous = nil }
    isChanged = true
  }

  private func pin(_ reference: ModelReference) throws(Refusal) {
    var changed = orders
    changed[reference.name].pin = try target(reference)
    changed[reference.name].rollback = nil
    try keep(changed)
  }

  private func label(_ request: LabelRequest) throws(Refusal) {
    let name = request.target.name
    var changed = orders
    changed[name].labels[request.label] = try target(request.target)
    guard changed[name].labels.count <= Self.labelLimit else {
      throw Refusal(
        .tooLarge,
        text: "the label \(request.label): expected at most \(Self.labelLimit) labels of a name, "
          + "found one more")
    }
    try keep(changed)
  }

  private func rollback(_ reference: ModelReference) throws(Refusal) {
    let name = reference.name
    guard let state = names[name] else { throw unknown(reference) }
    // A restart forgets what served before, but not what a rollback was from: the latest model.
    let undone = orders[name].rollback == nil ? nil : latest(name)
    guard let current = state.current, let previous = state.previous ?? undone,
      previous !== current
    else {
      throw Refusal(
        .noModel, text: "\(name): expected a model that it served before, found none")
    }
    var changed = orders
    let known = residents.filter { $0.key.name == name }.map(\.digest) + [current.digest]
    changed[name].pin = nil
    changed[name].rollback = Rollback(target: previous.digest, known: Set(known))
    try keep(changed)
  }

  /// The loaded model that a pin or label is to mean; `nil` where the reference is a name alone.
  private func target(_ reference: ModelReference) throws(Refusal) -> ModelTarget? {
    let name = reference.name
    switch reference.selector {
    case .current:
      guard files.keys.contains(where: reference.isMeant) || orders.names[name] != nil else {
        throw unknown(reference)
      }
      return nil
    case .digest(let prefix):
      let fitting = Set(
        residents.filter { $0.key.name == name }.map(\.digest)
          .filter { $0.description.hasPrefix(prefix) })
      guard let digest = fitting.first, fitting.count == 1 else {
        throw Refusal(
          .noModel, text: "\(reference): expected one loaded model, found \(fitting.count)")
      }
      return .digest(digest)
    case .version(let version), .label(let version):
      guard files[ModelKey(name: name, version: version)]?.resident != nil else {
        throw unknown(reference)
      }
      return .version(version)
    }
  }

  private func unknown(_ reference: ModelReference) -> Refusal {
    // Of a name alone, the latest version is meant.
    let refused = files.filter { reference.isMeant($0.key) && !$0.value.reason.isEmpty }
    let reason = refused.max { $0.key < $1.key }?.value.reason
    let isKnown = files.keys.contains { $0.name == reference.name }
    let absence = (isKnown ? reference.selector : .current).absence
    return Refusal(
      .noModel,
      text: "\(reference): expected a model that is loaded, found \(reason ?? absence)")
  }

  /// Stores the bytes that changed orders mean, then the orders, and only then takes them over.
  private func keep(_ changed: StandingOrders) throws(Refusal) {
    guard changed != orders else { return }
    defer { removeUnneededBytes() }
    do {
      try keepBytes(for: changed)
      try save(changed)
    } catch {
      throw Refusal(.internal, text: "the order cannot be kept: \(error)")
    }
    orders = changed
    isChanged = true
  }
}

extension Refusal {
  /// The refusal of an order that is about files, by a directory that cannot be looked at.
  fileprivate init(_ fault: PosixError) {
    self.init(.internal, text: "the directory of the models: \(fault)")
  }
}

extension ModelReference {
  /// Whether a file is one of those that a name alone or a name with a version means.
  fileprivate var isMeant: (ModelKey) -> Bool {
    { key in
      guard key.name == name else { return false }
      if case .version(let version) = selector { return key.version == version }
      return true
    }
  }
}

extension ModelOrder {
  fileprivate var name: String? {
    switch self {
    case .load(let reference), .unload(let reference), .pin(let reference),
      .rollback(let reference):
      reference.name
    case .label(let request): request.target.name
    case .reload: nil
    }
  }
}
