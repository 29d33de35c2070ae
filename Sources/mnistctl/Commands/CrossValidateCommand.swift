import ArgumentParser

/// `mnistctl cross-validate`: choosing a network by evidence.
struct CrossValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cross-validate",
    abstract: "Choose the width, or other settings, by cross-validation.",
    discussion: """
      Every candidate is trained once without each fold of the training images and then classifies \
      that fold; test images are never looked at. Of the candidates that are within one standard \
      error of the best, the one with the fewest parameters is chosen. What is finished is kept at \
      once: the same command goes on after Ctrl-C, kill -9 or a power cut and ends with the same \
      bytes.

      A cluster does the same in three steps. 'plan' writes down what is to be done; 'run --task N' \
      does one training, anywhere, in any order (with --halving, round by round), as often as one \
      likes; 'reduce' sums up. Results \
      are the same bytes for any number of threads, on any CPU and in any order \
      (formats/cross-validation.md).

      Examples:
        mnistctl cross-validate --data mnist
        mnistctl cross-validate --width 10...128:6 --folds 10 --halving 3
        mnistctl cross-validate --width 64,128 --hidden 128,64 --learning-rate 3e-4,1e-3,3e-3
        mnistctl cross-validate --data mnist --train-best --out digits.mlp
        mnistctl cross-validate plan --search sweep && sbatch --array=0-29 job.sh
      """,
    subcommands: [
      CrossValidateSearchCommand.self, CrossValidatePlanCommand.self,
      CrossValidateRunCommand.self, CrossValidateReduceCommand.self,
    ],
    defaultSubcommand: CrossValidateSearchCommand.self)
}
