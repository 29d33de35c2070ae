// What the service manager keeps is a cache: it lets the next process serve before a disk is read,
// and nothing depends on it.
extension ModelRepository {
  /// All loaded models, those first that a restart without their files would miss most.
  var keptModels: [KeptModel] {
    residents.sorted(by: isNeededMore).map { resident in
      KeptModel(
        identity: resident.identity, isNewest: files[resident.key]?.resident === resident,
        sealed: resident.sealed)
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
