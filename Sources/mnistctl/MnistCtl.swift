import ArgumentParser

/// The command `mnistctl`: everything that managing model files needs.
struct MnistCtl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mnistctl",
    abstract: "Train, inspect, verify, evaluate and serve small image classifiers.",
    discussion: """
      Models are multi-layer perceptrons on IDX images such as MNIST, kept in .mlp files \
      (formats/model-file.md). Start with 'mnistctl demo'.

      Exit codes: 0 done, 1 a check failed or things differ, 2 wrong usage, 3 bad input, \
      4 the environment (missing file, permission, disk full, no daemon), 130 interrupted.

      Environment: MNIST_DIR holds the data set when --data is not given; MNISTKIT_KERNELS \
      (scalar, avx2, avx512, vnni, amx, neon, dotprod) chooses the kernels, the fastest if it is \
      not set; MNISTD_SOCKET, MNISTD_CONTROL_SOCKET and MNISTD_MODELS say where mnistd is; \
      NO_COLOR turns colours off.
      """,
    version: ProductVersion.text,
    subcommands: [
      DemoCommand.self, TrainCommand.self, CrossValidateCommand.self, EvaluateCommand.self,
      ReportCommand.self,
      ClassifyCommand.self,
      BenchCommand.self,
      InspectCommand.self,
      VerifyCommand.self, DiffCommand.self, CompareCommand.self, ReproduceCommand.self,
      QuantizeCommand.self, ExportCommand.self, ImportCommand.self, DatasetCommand.self,
      StatusCommand.self, ModelsCommand.self, ReloadCommand.self, StatsCommand.self,
      DoctorCommand.self, VersionCommand.self,
    ])
}
