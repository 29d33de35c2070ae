import Testing
import WireProtocol
import Workflow

@Suite("Diagnosis of models")
struct ModelDiagnosisTests {
  private func findings(
    _ state: ServerStatus.State = .ready, connections: UInt32 = 1, serving: UInt32 = 1,
    defaultModel: String = "digits", records: [ModelRecord] = [],
    servesDefault: Bool = true, supplement: ServerStatus.Supplement? = nil
  ) -> [Finding] {
    var status = ServerStatus(state: state)
    status.workers = 1
    status.connections = connections
    status.servingModels = serving
    status.defaultModel = defaultModel
    status.supplement = supplement
    var limits = ServerLimits()
    limits.connections = 100
    var current = ModelRecord(name: defaultModel, state: .serving)
    current.marks = [.isDefault, .isCurrent]
    let all = defaultModel.isEmpty || !servesDefault ? records : records + [current]
    return ModelDiagnosis(status: status, limits: limits, records: all).findings
  }

  @Test("a daemon with a default model is well")
  func well() {
    #expect(findings().allSatisfy { $0.verdict == .ok && $0.cure == nil })
    #expect(findings().contains { $0.cause == "mnistd runs with 1 worker" })
  }

  @Test("a default that does not serve is a fault, and so are orders that are not kept")
  func defaultAndOrders() {
    let unloaded = ModelRecord(name: "digits", state: .unloaded)
    let found = findings(records: [unloaded], servesDefault: false).filter { $0.verdict == .fault }
    #expect(found.map(\.cause) == ["1 model serves, but not the default digits"])
    #expect(found[0].cure?.contains("mnistctl models load digits, or ") == true)
    var supplement = ServerStatus.Supplement()
    (supplement.memoryByteLimit, supplement.ordersFault) = (1, "cannot write s: no space")
    let faults = findings(supplement: supplement).filter { $0.verdict == .fault }
    #expect(faults.count == 1 && faults[0].cause.hasSuffix(": cannot write s: no space"))
  }

  @Test("the cure of a default that no model has names one that serves")
  func wrongDefault() {
    var letters = ModelRecord(name: "letters", version: "1", state: .serving)
    var latest = ModelRecord(name: "letters", version: "2", state: .serving)
    latest.marks = .isCurrent
    let wrong = findings(records: [letters, latest], servesDefault: false)
      .first { $0.verdict == .fault }
    #expect(
      wrong?.cure == "publish a model as it: mnistctl models publish FILE --as digits --wait, or "
        + "name one that serves when mnistd starts: --default letters, or MNISTD_DEFAULT=letters "
        + "in its settings")
    let missing = findings(defaultModel: "", records: [letters, latest])
      .first { $0.verdict == .fault }
    #expect(missing?.cure?.contains("--default letters, or MNISTD_DEFAULT=letters") == true)
    letters.state = .refused
    let none = findings(.withoutModel, serving: 0, records: [letters], servesDefault: false)
      .first { $0.verdict == .fault }
    #expect(none?.cause == "no model serves")
    #expect(none?.cure == "publish one: mnistctl models publish FILE --as digits --wait")
  }

  @Test("no model is a fault, and the cure is to publish one")
  func noModel() {
    let faults = findings(.withoutModel, serving: 0, defaultModel: "")
      .filter { $0.verdict == .fault }
    #expect(faults.map(\.subject) == [.models])
    #expect(faults.first?.cure?.contains("models publish") == true)
  }

  @Test("where no model serves because of an order, the cure is to load one again")
  func unloaded() {
    let record = ModelRecord(name: "digits", version: "2", state: .unloaded)
    let faults = findings(.withoutModel, serving: 0, defaultModel: "", records: [record])
      .filter { $0.verdict == .fault }
    #expect(faults.map(\.cause) == ["no model serves: digits@2 was unloaded by order"])
    #expect(faults.first?.cure == "load it again: mnistctl models load digits@2")
  }

  @Test("a model that its file no longer holds is not cured by unloading the name")
  func detached() {
    var held = ModelRecord(name: "digits", state: .serving)
    held.generation = 2
    var pinned = ModelRecord(name: "digits", state: .serving)
    pinned.generation = 3
    pinned.marks = [.isPinned, .isCurrent]
    pinned.reason = "the file holds another model"
    func cure(_ records: ModelRecord...) -> String? {
      findings(records: records, servesDefault: false).first { $0.verdict == .note }?.cure
    }
    let pin = cure(held, pinned)
    #expect(pin?.contains("mnistctl models pin digits --remove") == true)
    #expect(pin?.contains("unload") == false)
    pinned.marks = []
    pinned.labels = ["stable"]
    #expect(cure(held, pinned)?.contains("mnistctl models label LABEL digits@VERSION") == true)
    pinned.marks = .isPinned
    pinned.reason = "the file is gone"
    #expect(cure(pinned)?.contains("pin digits --remove, then mnistctl models unload") == true)
  }

  @Test("a full house and a start are notes; no default and a stop are faults")
  func states() {
    #expect(findings(defaultModel: "").contains { $0.verdict == .fault && $0.subject == .models })
    #expect(findings(connections: 89).allSatisfy { $0.verdict == .ok })
    #expect(findings(connections: 90).contains { $0.verdict == .note && $0.subject == .limits })
    let starting = findings(.starting, serving: 0)
    #expect(starting.contains { $0.verdict == .note })
    #expect(!starting.contains { $0.verdict == .fault })
    #expect(findings(.draining).contains { $0.verdict == .fault && $0.subject == .server })
  }

  @Test("a directory that cannot be looked at is a fault, memory that is nearly taken a note")
  func supplement() {
    var supplement = ServerStatus.Supplement()
    (supplement.memoryBytes, supplement.memoryByteLimit) = (89, 100)
    #expect(findings(supplement: supplement).allSatisfy { $0.verdict == .ok })
    supplement.memoryBytes = 90
    supplement.directoryFault = "cannot open m: No such file or directory"
    let found = findings(supplement: supplement).filter { $0.verdict != .ok }
    #expect(found.map(\.verdict) == [.note, .fault])
    #expect(found[0].cure?.contains("--max-memory") == true)
    #expect(found[1].cause.hasSuffix(": cannot open m: No such file or directory"))
  }

  @Test("an order whose model is nowhere is a fault, and its cure ends the order")
  func unmetOrders() {
    var pinned = ModelRecord(name: "a", state: .refused)
    pinned.marks = .isPinned
    pinned.reason = "pinned to a#0123: found none"
    var labelled = ModelRecord(name: "b", version: "2", state: .refused)
    labelled.labels = ["canary"]
    labelled.reason = "label canary on b@2: found none"
    let found = findings(.withoutModel, records: [pinned, labelled]).filter { $0.verdict == .fault }
    #expect(
      found.map(\.cause) == [
        "no name serves a model", "a does not serve: pinned to a#0123: found none",
        "b@2: label canary on b@2: found none",
      ])
    #expect(found[1].cure?.hasSuffix("mnistctl models pin a --remove") == true)
    #expect(found[2].cure?.hasSuffix("mnistctl models label canary b --remove") == true)
  }

  @Test("refused and stale files are faults with the daemon's reason")
  func files() {
    var refused = ModelRecord(name: "a", version: "2", state: .refused)
    refused.reason = "error 105 at 0"
    var stale = ModelRecord(name: "b", state: .stale)
    stale.reason = "error 106 at 8"
    var gone = ModelRecord(name: "c", state: .serving)
    gone.reason = "the file is gone"
    let unloaded = ModelRecord(name: "d", state: .unloaded)
    let found = findings(records: [refused, stale, gone, unloaded]).filter { $0.verdict != .ok }
    #expect(found.map(\.verdict) == [.fault, .fault, .note])
    #expect(found[0].cause == "a@2.mlp is refused: error 105 at 0")
    #expect(found[1].cause.hasSuffix("its model before serves on: error 106 at 8"))
    #expect(found[2].cure?.contains("models unload c") == true)
    var badName = ModelRecord(name: "a b", state: .refused)
    badName.reason = "expected a file called NAME.mlp"
    let fault = findings(records: [badName]).first { $0.verdict == .fault }
    #expect(fault?.cause == "a b.mlp is refused: expected a file called NAME.mlp")
    #expect(fault?.cure?.hasPrefix("rename it, or publish it") == true)
  }
}
