import Logging
import ModelFile
import Posix

// What outlives the process. An order that means certain bytes is a promise, so its bytes are in
// the state directory before it is, and go after it has gone: a crash between two steps leaves
// bytes that no order needs, which the next start removes. What the service manager keeps is a
// cache: it lets the next process serve before a disk is read, and nothing depends on it.
extension ModelRepository {
  /// Loads the bytes that orders need, and removes those that none needs any more.
  func loadKept() {
    guard let state else { return }
    let found: [ModelIdentity]
    do throws(PosixError) {
      found = try state.models()
    } catch {
      logger.log(
        .modelTrouble, .error, "cannot look at the models of orders", ["reason": "\(error)"])
      return
    }
    let needed = found.filter(need)
    for identity in needed { load(identity, from: state) }
    // Whoever mends damaged orders will want their models.
    guard !state.hasDamagedOrders else { return }
    kept.formUnion(Set(found).subtracting(needed))
    removeUnneededBytes()
  }

  private func load(_ identity: ModelIdentity, from state: StateDirectory) {
    let (key, digest) = (identity.key, identity.digest)
    guard resident(key.name, digest) == nil else { return }
    guard !orders[key.name].unloaded.contains(key.version) else {
      kept.insert(identity)
      return
    }
    do throws(ModelRefusal) {
      _ = try loadedResident(key, digest: digest, bytes: try state.bytes(of: identity))
      kept.insert(identity)
      lost[identity] = nil
      isChanged = true
    } catch {
      // They are written anew where the model is still there.
      kept.remove(identity)
      lost[identity] = error.description
      logger.log(
        .modelTrouble, .error, "the model of an order is lost",
        ["model": "\(identity.text)", "reason": "\(error)"])
    }
  }

  /// Writes down the bytes that orders need, as far as they are loaded.
  ///
  /// Bytes of a version that is unloaded do not count: no start would load them.
  ///
  /// - Throws: the fault; what was written stays.
  func keepBytes(for orders: StandingOrders) throws(ModelRefusal) {
    guard let state else { return }
    for (name, orders) in orders.names {
      for digest in orders.digests {
        func fits(_ identity: ModelIdentity) -> Bool {
          identity.key.name == name && identity.digest == digest
            && !orders.unloaded.contains(identity.key.version)
        }
        guard !kept.contains(where: fits),
          let resident = residents.first(where: { fits($0.identity) }),
          let bytes = try resident.sealed?.bytes()
        else { continue }
        do {
          try state.keep(bytes, of: resident.identity)
        } catch {
          throw ModelRefusal(error)
        }
        kept.insert(resident.identity)
      }
    }
  }

  /// Removes the bytes that no order needs any more; what cannot be removed goes at the next start.
  func removeUnneededBytes() {
    guard let state else { return }
    for identity in kept where !need(identity) {
      do throws(PosixError) {
        try state.remove(identity)
        kept.remove(identity)
      } catch {
        logger.log(
          .modelTrouble, .warning, "cannot remove the model of an order",
          ["model": "\(identity.text)", "reason": "\(error)"])
      }
    }
  }

  /// Writes down what is missing for orders: an earlier server kept no bytes, or they were damaged,
  /// or the state directory could not be written to.
  func completeKeeping() {
    do {
      try keepBytes(for: orders)
      try save(orders)
      removeUnneededBytes()
      note(ordersFault: nil)
    } catch {
      note(ordersFault: "\(error)")
    }
  }

  /// All loaded models, those first that a restart without their files would miss most.
  var keptModels: [KeptModel] {
    residents.sorted(by: isNeededMore).compactMap { resident in
      resident.sealed.map { sealed in
        KeptModel(
          identity: resident.identity, isNewest: files[resident.key]?.resident === resident,
          sealed: sealed)
      }
    }
  }

  private func isNeededMore(_ left: Resident, _ right: Resident) -> Bool {
    let needs = (need(of: left), need(of: right))
    return needs.0 == needs.1 ? left.generation > right.generation : needs.0 < needs.1
  }

  /// How soon a restart without its file would miss a model; 0 is at once.
  private func need(of resident: Resident) -> Int {
    let state = names[resident.key.name]
    if state?.current === resident { return resident.key.name == defaultName ? 0 : 1 }
    if isOrdered(resident) { return 2 }
    return state?.previous === resident ? 3 : 4
  }
}
