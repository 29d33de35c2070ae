import ServingClient
import Testing

@Suite struct SocketPathTests {
  struct Case: Sendable {
    var typed: String?
    var environment: [String: String] = [:]
    var present: Set<String> = []
    let data: String
    let control: String
  }

  @Test(
    "the socket that was named first is taken, then those that are there",
    arguments: [
      Case(
        typed: "/a", environment: ["MNISTD_SOCKET": "/b", "MNISTD_CONTROL_SOCKET": "/c"],
        data: "/a", control: "/a"),
      Case(
        environment: ["MNISTD_SOCKET": "/b", "MNISTD_CONTROL_SOCKET": "/c"],
        present: ["/run/mnistd/data.sock"], data: "/b", control: "/c"),
      Case(
        environment: ["MNISTD_SOCKET": "", "XDG_RUNTIME_DIR": "/u"],
        present: ["/run/mnistd/data.sock", "/u/mnistd/control.sock"],
        data: "/run/mnistd/data.sock", control: "/u/mnistd/control.sock"),
      Case(
        environment: ["XDG_RUNTIME_DIR": "/u"], data: "/run/mnistd/data.sock",
        control: "/run/mnistd/control.sock"),
      Case(data: "/run/mnistd/data.sock", control: "/run/mnistd/control.sock"),
    ])
  func order(_ each: Case) {
    let data = SocketPath.data(
      typed: each.typed, environment: { name in each.environment[name] },
      exists: { path in each.present.contains(path) })
    let control = SocketPath.control(
      typed: each.typed, environment: { name in each.environment[name] },
      exists: { path in each.present.contains(path) })
    #expect(data == each.data)
    #expect(control == each.control)
  }
}
