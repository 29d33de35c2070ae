import ModelFile
import NeuralNet
import WireProtocol

extension ModelRepository {
  /// Puts up a new catalogue if INDEX would show something new.
  func publishIfChanged() {
    guard isChanged else { return }
    isChanged = false
    chooseCurrent()
    let unused = dropUnused()
    let catalogue = catalogue(epoch: board.epoch + 1)
    let before = board.publish(catalogue)
    retired.add(before)
    for resident in unused where !residents.contains(where: { $0.loaded === resident.loaded }) {
      retired.add(resident.loaded, epoch: catalogue.epoch)
    }
    configuration.wakeWorkers()
    tellChanges(from: before, to: catalogue)
    tellUnmetOrders(unmetOrders.map(\.record))
    // Before all files were looked at, what the manager keeps may be the only model.
    if isComplete, let keep = configuration.onKeep { keep(keptModels) }
    configuration.onChange(
      ModelSummary(
        catalogue, refusedLoads: refusedLoads, directoryFault: directoryFault.reason ?? "",
        ordersFault: ordersFault.reason ?? ""))
  }

  private func catalogue(epoch: UInt64) -> ModelCatalogue {
    // A file's model comes first, so that a version means it and not one that it replaced.
    let ordered =
      files.keys.sorted().compactMap { files[$0]?.resident }
      + residents.filter { files[$0.key]?.resident !== $0 }
    var slots: [ObjectIdentifier: Int] = [:]
    for (slot, resident) in ordered.enumerated() { slots[ObjectIdentifier(resident)] = slot }
    func slot(_ resident: Resident) -> Int? { slots[ObjectIdentifier(resident)] }
    let current = names.compactMapValues { $0.current.flatMap(slot) }
    let labels = orders.names.map { name, orders in
      (name, orders.labels.compactMapValues { resident(name, $0).flatMap(slot) })
    }
    var targets: [String: ModelTarget] = [:]
    for (name, orders) in orders.names {
      targets[name] = orders.tie
      for (label, target) in orders.labels { targets["\(name):\(label)"] = target }
    }
    return ModelCatalogue(
      epoch: epoch, models: ordered.map(\.served), names: current,
      labels: Dictionary(uniqueKeysWithValues: labels), targets: targets,
      defaultName: defaultName, entries: records(), isComplete: isComplete)
  }

  /// The name that requests without a reference mean: the only one there is, else `default`.
  ///
  /// A name counts from the moment that its file is known. So the one that is loaded first does not
  /// answer for those that are still to come, nor one that serves for `default` while that cannot.
  var defaultName: String? {
    if let name = configuration.defaultName { return name }
    guard isListed else { return nil }
    let implied = "default"
    let ordered = orders.names.filter { $0.value.tie != nil }.keys
    let serving = names.filter { $0.value.current != nil }.keys
    let named = Set(serving).union(ordered)
    if named.contains(implied) || files.keys.contains(where: { $0.name == implied }) {
      return implied
    }
    // A file that was refused and never served is no name yet.
    let known = files.filter { $0.value.resident != nil || $0.value.condition != .refused }
    let all = named.union(known.keys.map(\.name))
    return all.count == 1 ? all.first : nil
  }

  /// The records of INDEX: of the files, of models that serve without being a file's any more, and
  /// of orders whose models are nowhere.
  private func records() -> [ModelRecord] {
    let ofFiles = files.compactMap { key, file in record(key, file).map { (key, $0) } }
    let others = residents.filter { resident in
      files[resident.key]?.resident !== resident && isInUse(resident)
    }
    let ofOthers = others.map { resident in
      var record = ModelRecord(
        name: resident.key.name, version: resident.key.version, state: .serving)
      fill(&record, resident)
      record.reason =
        files[resident.key] == nil ? "no file holds it" : "the file holds another model"
      return (resident.key, record)
    }
    let unmet = unmetOrders.map { ($0.key, $0.record) }
    return (ofFiles + ofOthers.sorted { $0.1.generation < $1.1.generation } + unmet + ofPassedOver)
      .enumerated().sorted { left, right in
        let (a, b) = (left.element.0, right.element.0)
        return a == b ? left.offset < right.offset : a < b
      }.map(\.element.1)
  }

  /// Records of files that are not looked at, so that whoever looks for one finds out why.
  private var ofPassedOver: [(ModelKey, ModelRecord)] {
    passedOver.keys.sorted().prefix(Self.passedOverRecords).map { fileName in
      let key = ModelKey(name: String(fileName.dropLast(ModelKey.suffix.count)), version: "")
      var record = ModelRecord(name: key.name, state: .refused)
      record.reason = passedOver[fileName] ?? ""
      return (key, record)
    }
  }

  /// The log names all such files; INDEX needs no more of them.
  private static let passedOverRecords = 16

  /// Whether clients reach a model by more than its digest.
  private func isInUse(_ resident: Resident) -> Bool {
    names[resident.key.name]?.current === resident || isOrdered(resident)
  }

  /// Whether an order means a model.
  func isOrdered(_ resident: Resident) -> Bool {
    let name = resident.key.name
    return orders[name].targets.contains { self.resident(name, $0) === resident }
  }

  private func record(_ key: ModelKey, _ file: KnownFile) -> ModelRecord? {
    let isUnloaded = orders[key.name].unloaded.contains(key.version)
    if isUnloaded, file.condition == .gone { return nil }
    let state: ModelRecord.State =
      switch file.condition {
      case _ where isUnloaded: .unloaded
      case .unread: .loading
      case .loaded, .gone: .serving
      case .refused: file.resident == nil ? .refused : .stale
      }
    var record = ModelRecord(name: key.name, version: key.version, state: state)
    record.reason = isUnloaded ? "" : file.reason
    if let resident = file.resident { fill(&record, resident) }
    return record
  }

  private func fill(_ record: inout ModelRecord, _ resident: Resident) {
    let name = resident.key.name
    record.generation = resident.generation
    record.inputs = UInt32(clamping: resident.loaded.classifier.inputs)
    record.classes = UInt32(clamping: resident.loaded.classifier.classes)
    record.fileByteCount = UInt64(resident.loaded.fileByteCount)
    record.loadedMilliseconds = resident.loadedMilliseconds
    record.digest = resident.digest.bytes
    record.labels = orders[name].labels.filter { self.resident(name, $0.value) === resident }
      .keys.sorted()
    if pinned(name) === resident { record.marks.insert(.isPinned) }
    if names[name]?.current === resident {
      record.marks.insert(name == defaultName ? [.isCurrent, .isDefault] : .isCurrent)
    }
  }
}
