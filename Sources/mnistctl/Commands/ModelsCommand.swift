import ArgumentParser

/// `mnistctl models`: the models of a daemon.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, publish and steer the models of mnistd.",
    discussion: """
      A model is called NAME or NAME@VERSION, after its file NAME.mlp or NAME@VERSION.mlp in the \
      directory that mnistd watches. A name serves its latest version, unless it is pinned to \
      another one or rolled back; 'list' marks the one that it serves as current. Numbers in versions \
      count as such: 10 is later than 9, and 2024-1 than 2024-01. NAME.mlp is the earliest, so it \
      does not serve under NAME while a version is loaded. Pins, labels, rollbacks and \
      unloads hold over a restart.

      Requests that name no model get the default: what --default of mnistd names, else the only \
      name there is, else 'default'. So a second name takes a default away that was not named.

      'list' needs the data socket; all others but 'publish' need the control socket.
      """,
    subcommands: [
      ModelsListCommand.self, ModelsPublishCommand.self, ModelsLoadCommand.self,
      ModelsUnloadCommand.self, ModelsPinCommand.self, ModelsLabelCommand.self,
      ModelsRollbackCommand.self,
    ])
}
