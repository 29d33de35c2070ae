import ArgumentParser

/// `mnistctl models`: the models of a daemon.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, publish and steer the models of mnistd.",
    discussion: """
      A model is called NAME or NAME@VERSION, after its file NAME.mlp or NAME@VERSION.mlp in the \
      directory that mnistd watches. A name serves its latest version, unless it is pinned to \
      another one or rolled back. Pins, labels, rollbacks and unloads hold over a restart.

      'list' needs the data socket; all others but 'publish' need the control socket.
      """,
    subcommands: [
      ModelsListCommand.self, ModelsPublishCommand.self, ModelsLoadCommand.self,
      ModelsUnloadCommand.self, ModelsPinCommand.self, ModelsLabelCommand.self,
      ModelsRollbackCommand.self,
    ])
}
