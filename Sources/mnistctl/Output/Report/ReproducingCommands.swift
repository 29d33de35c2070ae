import ModelFile
import SystemPackage
import Training
import Workflow

/// The command lines that make a model again, ready to be copied.
struct ReproducingCommands {
  /// The line that trains the model again from its file and compares; `nil` where the file does not
  /// tell how.
  let check: String?
  /// The lines that make the same tensors from nothing; none where no options say what the file
  /// tells.
  let steps: [String]
  /// The SHA-256 of the teacher's model file, which `teacher.mlp` in the lines stands for; `nil` where
  /// there was none.
  let teacher: ContentDigest?

  /// Reads a model's provenance.
  ///
  /// - Parameters:
  ///   - model: the path of the model, as it was typed.
  ///   - data: the data set, as it was typed; `nil` where the environment names it.
  init(_ provenance: Provenance?, model: String, data: String?) {
    guard let provenance, let recorded = provenance.settings,
      let settings = TrainingSettings(recorded), let trainingData = provenance.data
    else {
      check = nil
      steps = []
      teacher = nil
      return
    }
    let synthesis = trainingData.synthesis
    let named = data.map { ["--data", $0] } ?? []
    // Of a teacher, the file tells the digest and not the path.
    teacher = recorded.distillation?.teacher
    check = Self.line(
      ["reproduce", model] + (synthesis == nil ? named : [])
        + (teacher == nil ? [] : ["--teacher", "teacher.mlp"]))
    guard let options = TrainingOptions.arguments(for: settings) else {
      steps = []
      return
    }
    let source = synthesis == nil ? named : ["--data", "digits"]
    let name = FilePath(model).lastComponent?.stem ?? "model"
    let out = "\(name)-again.mlp"
    let floats = provenance.calibrationImages == nil ? out : "\(name)-again.float32.mlp"
    steps =
      (synthesis.map { [Self.drawing($0)] } ?? [])
      + [
        Self.line(
          ["train"] + source + options + Self.optional("--classes", recorded.classes, unless: 10)
            + Self.optional("--self-test-samples", recorded.selfTestSamples, unless: 16)
            + ["--out", floats])
      ]
      + (provenance.calibrationImages.map { images in
        [
          Self.line(
            ["quantize", floats, "--to", "int8"] + source
              + ["--calibration-images", "\(images)", "--out", out])
        ]
      } ?? [])
  }

  private static func drawing(_ synthesis: TrainingData.Synthesis) -> String {
    line([
      "dataset", "synthesize", "--count", "\(synthesis.trainingCount)", "--test-count",
      "\(synthesis.testCount)", "--seed", "\(synthesis.seed)", "--out", "digits",
    ])
  }

  private static func optional(_ name: String, _ value: Int, unless usual: Int) -> [String] {
    value == usual ? [] : [name, "\(value)"]
  }

  private static func line(_ arguments: [String]) -> String {
    (["mnistctl"] + arguments).map(ShellText.quoted).joined(separator: " ")
  }
}
