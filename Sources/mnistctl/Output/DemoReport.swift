import SystemPackage
import Training
import Workflow

/// The object that `demo --json` prints.
struct DemoReport: Encodable {
  let data: String
  let synthetic: Bool
  let path: String
  let fileSHA256: String
  let tensorsSHA256: String
  let testAccuracy: Double?
  let testLoss: Double?
  /// What came of serving the model; `null` where no daemon is at hand.
  let service: OrNull<ServiceReport>
  let seconds: Double
  let kernels: String

  init(
    _ result: TrainingResult, demo: Demo, service: ServiceDemo.Report?, seconds: Double,
    kernels: String
  ) {
    data = demo.dataset.source
    synthetic = demo.isSynthetic
    path = result.file.path.string
    fileSHA256 = "\(result.file.fileDigest)"
    tensorsSHA256 = "\(result.file.tensorsDigest)"
    testAccuracy = result.test?.accuracy
    testLoss = result.test?.loss
    self.service = OrNull(service.map(ServiceReport.init))
    self.seconds = seconds
    self.kernels = kernels
  }
}
