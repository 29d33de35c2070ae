import WireProtocol

/// What came of an order about models: the records that a daemon answers with.
struct OrderOutcome {
  let records: [ModelRecord]
  /// The models whose files were refused, of those that the order was about.
  let refused: [ModelRecord]

  /// - Parameter isMeant: which models the order was about; a refusal of another one is no news.
  init(_ records: [ModelRecord], where isMeant: (ModelRecord) -> Bool = { _ in true }) {
    self.records = records
    refused = records.filter { $0.isRefused && isMeant($0) }
  }

  /// Prints the models, and names each file that was refused.
  ///
  /// - Throws: `ExitStatus.checkFailed` where a file was refused.
  func report(_ output: OutputOptions) throws {
    if output.json {
      Console.print(JSONLine.encode(Report(self)))
    } else {
      if !output.quiet {
        Console.print(lines: ModelTable(records: records).lines(style: Console.style))
      }
      for record in refused {
        Console.printError("error: " + MessageText.escaped(record.complaint))
      }
    }
    if !refused.isEmpty { throw ExitStatus.checkFailed }
  }

  private struct Report: Encodable {
    let ok: Bool
    let models: [ModelReport]
    let refused: [RefusedFile]

    init(_ outcome: OrderOutcome) {
      ok = outcome.refused.isEmpty
      models = outcome.records.map(ModelReport.init)
      refused = outcome.refused.map(RefusedFile.init)
    }
  }
}
