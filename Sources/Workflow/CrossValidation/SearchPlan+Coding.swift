internal import MNISTData
internal import ModelFile
internal import SystemPackage
internal import Training

extension SearchPlan {
  static let format = "mnistkit cross-validation plan"
  static let version = 1

  /// The plan as the first line of its file.
  var line: SealedLine { SearchJSON.encode(PlanFields(self)) }

  /// The plan's identity: the SHA-256 of its file's first line.
  public var digest: String { "\(line.digest)" }

  /// Takes a plan from its file's first line.
  ///
  /// - Throws: ``WorkflowError`` where it breaks a rule of `formats/cross-validation.md`.
  init(decoding line: SealedLine, path: FilePath) throws(WorkflowError) {
    let fields = try SearchJSON.decode(
      PlanFields.self, line, format: SearchPlan.format, version: SearchPlan.version, path: path)
    func fault(_ what: String, _ expected: String, _ found: String) -> WorkflowError {
      SealedLine.fault(what, at: 0, expected: expected, found: found, path)
    }
    guard let data = fields.data.files else {
      throw fault("the plan's data", "digests of 64 lower-case digits", "others")
    }
    guard let first = fields.rungs.first, let last = fields.rungs.last,
      first.candidates == fields.candidates.count,
      (1...SearchPlan.candidateLimit).contains(first.candidates),
      zip(fields.rungs, fields.rungs.dropFirst()).allSatisfy({ $0.candidates >= $1.candidates }),
      fields.rungs.allSatisfy({ $0.candidates >= 1 }), fields.rungs.count <= 64,
      StratifiedFolds.countRange.contains(fields.folds),
      (1...FormatLimits.dimension).contains(fields.inputs),
      (fields.folds...IDX.largestElementCount).contains(data.images.count),
      data.labels.count == data.images.count
    else {
      throw fault("the plan's rungs, folds, inputs or images", "those of a search", "others")
    }
    var candidates: [SearchCandidate] = []
    var selfTestSamples = 0
    var classes = 0
    for (index, var own) in fields.candidates.enumerated() {
      let name = own.removeValue(forKey: PlanFields.recipeKey)
      let recipe = name?.text.flatMap(Recipe.init)
      guard (recipe == nil) == (name == nil) else {
        throw fault("the recipe of candidate \(index)", "one that this version knows", "another")
      }
      guard let recorded = PlanFields.settings(common: fields.settings, own: own),
        let settings = TrainingSettings(recorded)
      else {
        throw fault("candidate \(index)", "settings that this version knows", "others")
      }
      guard (1...256).contains(recorded.classes), index == 0 || recorded.classes == classes else {
        throw fault("the classes of candidate \(index)", "1 to 256", "\(recorded.classes)")
      }
      guard settings.epochs == last.epochs, settings.validationFraction == 0 else {
        throw fault(
          "candidate \(index)", "\(last.epochs) epochs without validation",
          "\(settings.epochs) epochs, validation \(settings.validationFraction)")
      }
      candidates.append(SearchCandidate(settings, recipe: recipe))
      selfTestSamples = recorded.selfTestSamples
      classes = recorded.classes
    }
    self.init(
      generator: fields.generator, data: data, inputs: fields.inputs, classes: classes,
      folds: fields.folds, seed: fields.seed, candidates: candidates,
      selfTestSamples: selfTestSamples,
      rungs: fields.rungs.map {
        SuccessiveHalving.Rung(candidates: $0.candidates, epochs: $0.epochs)
      })
    do {
      try validate()
    } catch {
      throw fault("the plan", error.expected ?? "a plan", error.found ?? "another")
    }
  }
}

/// The keys of a plan's line, see `formats/cross-validation.md`.
private struct PlanFields: Codable {
  struct File: Codable {
    let count: Int
    let sha256: String
  }

  struct Files: Codable {
    let images: File
    let labels: File
  }

  struct Rung: Codable {
    let candidates: Int
    let epochs: Int
  }

  let format: String
  let version: Int
  let generator: String
  let data: Files
  let inputs: Int
  let folds: Int
  let seed: UInt64
  let rungs: [Rung]
  /// The settings that all candidates have in common, by the keys of `pROV` without `settings.`.
  let settings: [String: SettingValue]
  /// The other settings of each candidate, and its recipe.
  let candidates: [[String: SettingValue]]

  init(_ plan: SearchPlan) {
    format = SearchPlan.format
    version = SearchPlan.version
    generator = plan.generator
    data = Files(plan.data)
    inputs = plan.inputs
    folds = plan.folds
    seed = plan.seed
    rungs = plan.rungs.map { Rung(candidates: $0.candidates, epochs: $0.epochs) }
    let all = plan.candidates.map { candidate in
      PlanFields.values(
        RecordedSettings(
          candidate.settings, classes: plan.classes, selfTestSamples: plan.selfTestSamples))
    }
    let common = all[0].filter { key, value in
      key != "hidden" && all.allSatisfy { $0[key] == value }
    }
    settings = common
    candidates = zip(plan.candidates, all).map { candidate, values in
      var own = values.filter { common[$0.key] == nil }
      own[PlanFields.recipeKey] = candidate.recipe.map { SettingValue(.text($0.rawValue)) }
      return own
    }
  }

  /// The key of a candidate's recipe, which is not a setting.
  static let recipeKey = "recipe"
  private static let prefix = "settings."

  /// Settings by their keys without the prefix.
  private static func values(_ settings: RecordedSettings) -> [String: SettingValue] {
    let values = settings.values
    var result: [String: SettingValue] = [:]
    for key in values.keys {
      result[String(key.dropFirst(prefix.count))] = values[key].map(SettingValue.init)
    }
    return result
  }

  /// A candidate's settings; `nil` where they are not whole, or have a key or value that is
  /// unknown.
  static func settings(
    common: [String: SettingValue], own: [String: SettingValue]
  ) -> RecordedSettings? {
    var values = TypedValues()
    for (key, value) in common.merging(own, uniquingKeysWith: { _, own in own }) {
      guard let kind = RecordedSettings.kind(of: prefix + key), let typed = value.typed(kind)
      else { return nil }
      values[prefix + key] = typed
    }
    return RecordedSettings(values)
  }
}

extension PlanFields.Files {
  init(_ files: TrainingData.Files) {
    images = PlanFields.File(count: files.images.count, sha256: "\(files.images.sha256)")
    labels = PlanFields.File(count: files.labels.count, sha256: "\(files.labels.sha256)")
  }

  /// The identity that is described; `nil` where a digest is none.
  var files: TrainingData.Files? {
    guard let images = images.file, let labels = labels.file else { return nil }
    return TrainingData.Files(images: images, labels: labels)
  }
}

extension PlanFields.File {
  var file: TrainingData.File? {
    ContentDigest(hexadecimal: sha256).map { TrainingData.File(sha256: $0, count: count) }
  }
}
