import Testing
import WireProtocol
import Workflow

@Suite("Diagnosis of models")
struct ModelDiagnosisTests {
  private func findings(
    _ state: ServerStatus.State = .ready, connections: UInt32 = 1, serving: UInt32 = 1,
    defaultModel: String = "digits", records: [ModelRecord] = []
  ) -> [Finding] {
    var status = ServerStatus(state: state)
    status.connections = connections
    status.servingModels = serving
    status.defaultModel = defaultModel
    var limits = ServerLimits()
    limits.connections = 100
    return ModelDiagnosis(status: status, limits: limits, records: records).findings
  }

  @Test("a daemon with a default model is well")
  func well() {
    #expect(findings().allSatisfy { $0.verdict == .ok && $0.cure == nil })
  }

  @Test("no model is a fault, and the cure is to publish one")
  func noModel() {
    let faults = findings(.withoutModel, serving: 0, defaultModel: "")
      .filter { $0.verdict == .fault }
    #expect(faults.map(\.subject) == [.models])
    #expect(faults.first?.cure?.contains("models publish") == true)
  }

  @Test("no default, a full house and a start are notes; a stop is a fault")
  func states() {
    #expect(findings(defaultModel: "").contains { $0.verdict == .note && $0.subject == .models })
    #expect(findings(connections: 89).allSatisfy { $0.verdict == .ok })
    #expect(findings(connections: 90).contains { $0.verdict == .note && $0.subject == .limits })
    let starting = findings(.starting, serving: 0)
    #expect(starting.contains { $0.verdict == .note })
    #expect(!starting.contains { $0.verdict == .fault })
    #expect(findings(.draining).contains { $0.verdict == .fault && $0.subject == .server })
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
  }
}
