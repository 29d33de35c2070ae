import LoopbackServer
import Testing

@Suite("mnistctl demo")
struct DemoTests {
  @Test("without any data it draws digits, says so, and ends well")
  func synthetic() throws {
    let scratch = try Scratch()
    // A proxy that hangs up stands for a machine without a network.
    let proxy = try LoopbackServer { _, _ in .notFound }
    let outcome = try scratch.run(
      "demo", "--epochs", "1", environment: ["https_proxy": proxy.url])
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("trying to fetch MNIST"))
    #expect(outcome.errors.contains("cannot fetch"))
    #expect(outcome.output.contains("synthetic digits, not MNIST"))
    #expect(outcome.output.contains("level 4 self-test: "))
    #expect(
      outcome.output.contains("synthetic test images") && outcome.output.contains(" read as "))
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.output.contains(" reloads between two models under load: "))
    #expect(outcome.output.contains(" requests, lost 0, mixed 0, generations 1 to "))
    #expect(try scratch.names() == [".cache", "demo.mlp"])
    #expect(try scratch.run("verify", "demo.mlp").status == 0)
  }

  @Test("with data it uses them")
  func withData() throws {
    let scratch = try Scratch()
    try TinyData.write(to: scratch)
    let outcome = try scratch.run(
      "demo", "--epochs", "1", "--json", environment: ["MNIST_DIR": scratch.path("data")])
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    let json = try outcome.json
    #expect(
      json.shape == "{data:text fileSHA256:digest kernels:text path:text seconds:number "
        + "service:\(json["service"].shape) synthetic:boolean tensorsSHA256:digest "
        + "testAccuracy:number testLoss:number}")
    #expect(json["synthetic"] == .boolean(false))
    let service = json["service"]
    #expect(
      service.keys == [
        "answered", "differences", "generations", "images", "imagesPerSecond",
        "latencyMicrosecondsBefore", "latencyMicrosecondsDuring", "lost", "mixed", "refusedCount",
        "reloads", "sent",
      ])
    #expect(service["images"] == .number(50) && service["differences"] == .number(0))
    #expect(service["lost"] == .number(0) && service["mixed"] == .number(0))
    #expect(service["sent"] == service["answered"])
    #expect(try #require(service["generations"].number) > 1)
  }

  @Test("quietly it tells the results alone, and a dry run writes nothing")
  func quiet() throws {
    let scratch = try Scratch()
    try TinyData.write(to: scratch)
    let dry = try scratch.run("demo", "--data", "data", "--dry-run", "--json")
    #expect(try dry.json["path"] == .text("demo.mlp"))
    #expect(try scratch.names() == ["data"])
    let outcome = try scratch.run("demo", "--data", "data", "--epochs", "1", "--quiet")
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    #expect(outcome.lines.count == 2)
    #expect(outcome.lines.first?.hasPrefix("saved demo.mlp") == true)
    #expect(outcome.lines.last?.hasPrefix("accuracy ") == true)
  }
}
