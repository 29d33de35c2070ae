import Logging
import ModelFile

extension ModelRepository {
  /// Lets each name serve what orders and files say; every change takes a new generation.
  func chooseCurrent() {
    for name in Set(files.keys.map(\.name)).union(names.keys).union(orders.names.keys).sorted() {
      releaseRollback(of: name)
      let target = target(of: name)
      let before = names[name]?.current
      guard target !== before else { continue }
      names[name, default: NameState()].current = target
      guard let target else { continue }
      target.generation = nextGeneration()
      // An unloaded model is no longer there to go back to.
      if let before, isResident(before) { names[name]?.previous = before }
    }
    for resident in residents where resident.generation == 0 {
      resident.generation = nextGeneration()
    }
  }

  /// The model that a pin or label means, if it is loaded.
  func resident(_ name: String, _ target: ModelTarget) -> Resident? {
    switch target {
    case .version(let version): files[ModelKey(name: name, version: version)]?.resident
    case .digest(let digest): resident(name, digest)
    }
  }

  /// The model of a name with certain bytes, if it is loaded: that of a file before others.
  func resident(_ name: String, _ digest: ContentDigest) -> Resident? {
    let twins = residents.filter { $0.key.name == name && $0.digest == digest }
    return twins.first { files[$0.key]?.resident === $0 } ?? twins.first
  }

  /// The model that the orders tie a name to; `nil` where they do not, or it is not loaded.
  func pinned(_ name: String) -> Resident? {
    orders[name].tie.flatMap { resident(name, $0) }
  }

  /// Whether the model is loaded and not retired.
  func isResident(_ resident: Resident) -> Bool { residents.contains { $0 === resident } }

  /// Takes the models that nothing means any more out of ``residents``.
  func dropUnused() -> [Resident] {
    var used = Set<ObjectIdentifier>()
    func keep(_ resident: Resident?) {
      if let resident { used.insert(ObjectIdentifier(resident)) }
    }
    for file in files.values { keep(file.resident) }
    for state in names.values {
      keep(state.current)
      keep(state.previous)
    }
    for (name, orders) in orders.names {
      for target in orders.targets { keep(resident(name, target)) }
    }
    let unused = residents.filter { !used.contains(ObjectIdentifier($0)) }
    residents.removeAll { !used.contains(ObjectIdentifier($0)) }
    return unused
  }

  /// What a name serves.
  ///
  /// A pin is a promise: where its model is not there, nothing else serves.
  private func target(of name: String) -> Resident? {
    orders[name].tie == nil ? latest(name) : pinned(name)
  }

  /// The model of the latest version that is loaded from a file.
  func latest(_ name: String) -> Resident? {
    files.filter { $0.key.name == name && $0.value.resident != nil }
      .max { $0.key < $1.key }?.value.resident
  }

  /// A rollback holds until the latest model is one that was not there when it was ordered.
  private func releaseRollback(of name: String) {
    guard let rollback = orders[name].rollback, let latest = latest(name),
      !rollback.known.contains(latest.digest)
    else { return }
    logger.log(
      .order, .notice, "a rollback ends with a new model", ["model": "\(latest.key.reference)"])
    orders[name].rollback = nil
    completeKeeping()
  }

  private func nextGeneration() -> UInt32 {
    generation += 1
    return generation
  }
}
