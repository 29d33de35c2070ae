/// The section `pROV`: provenance as typed values.
package enum ProvenanceSection {
  /// The table of keys of `formats/model-file.md`, section `pROV`.
  package static let schema = ValueSchema(
    [
      .init("generator", .text),
      .init("derived_from", .digest, required: false),
      .init("quantisation.images", .count, required: false),
      .init("results.accuracies", .doubles, group: "results"),
      .init("results.best_epoch", .count, group: "results"),
      .init("results.epochs_run", .count, group: "results"),
      .init("results.losses", .doubles, group: "results"),
      .init("results.validation_accuracies", .doubles, group: "results"),
      .init("results.validation_losses", .doubles, group: "results"),
      .init("synthesis.seed", .seed, group: "synthesis"),
      .init("synthesis.test_count", .count, group: "synthesis"),
      .init("synthesis.training_count", .count, group: "synthesis"),
    ] + files("training") + files("test") + settings + distillation)

  private static func files(_ set: String) -> [ValueSchema.Rule] {
    ["images", "labels"].flatMap { kind in
      [
        ValueSchema.Rule("data.\(set).\(kind).count", .count, group: "data.\(set)"),
        ValueSchema.Rule("data.\(set).\(kind).sha256", .digest, group: "data.\(set)"),
      ]
    }
  }

  private static let settings: [ValueSchema.Rule] = [
    optional("augmentation.cut_out", .count),
    optional("augmentation.elasticity", .double),
    optional("augmentation.floor", .double),
    optional("augmentation.pen_width", .double),
    optional("augmentation.rotation", .double),
    optional("augmentation.scale", .double),
    optional("augmentation.shear", .double),
    optional("augmentation.shift", .double),
    optional("average_decay", .double),
    required("batch", .count),
    required("classes", .count),
    required("epochs", .count),
    optional("gradient_clip", .double),
    required("hidden", .counts),
    required("initialiser", .text),
    required("label_smoothing", .double),
    required("learning_rate", .double),
    required("mean", .double),
    optional("optimizer.beta1", .double),
    optional("optimizer.beta2", .double),
    optional("optimizer.epsilon", .double),
    optional("optimizer.momentum", .double),
    required("optimizer.name", .text),
    optional("optimizer.nesterov", .boolean),
    optional("patience", .count),
    required("random_generator", .text),
    optional("schedule.factor", .double),
    optional("schedule.floor", .double),
    required("schedule.name", .text),
    optional("schedule.step_epochs", .count),
    optional("schedule.warmup_epochs", .count),
    required("seed", .seed),
    required("self_test_samples", .count),
    required("standard_deviation", .double),
    required("validation", .double),
    required("weight_decay", .double),
  ]

  private static let distillation: [ValueSchema.Rule] = [
    .init("settings.distillation.teacher", .digest, group: "settings.distillation"),
    .init("settings.distillation.temperature", .double, group: "settings.distillation"),
    .init("settings.distillation.weight", .double, group: "settings.distillation"),
  ]

  private static func required(_ key: String, _ kind: ValueSchema.Kind) -> ValueSchema.Rule {
    ValueSchema.Rule("settings.\(key)", kind, group: "settings")
  }

  private static func optional(_ key: String, _ kind: ValueSchema.Kind) -> ValueSchema.Rule {
    ValueSchema.Rule("settings.\(key)", kind, required: false, group: "settings")
  }

  static func decode(_ reader: inout SectionReader) throws(ModelFileError) -> Provenance {
    let values = try schema.decode(&reader).values
    guard let generator = values.text("generator") else {
      preconditionFailure("the schema requires the generator")
    }
    var provenance = Provenance(
      generator: generator, data: TrainingData(values), settings: RecordedSettings(values),
      results: Provenance.Results(values), derivedFrom: values.digest("derived_from"),
      calibrationImages: values.count("quantisation.images"))
    // What has no place in the parts above is kept as it is: keys that this version does not know,
    // and the test data or the synthesis of a file that says nothing of its training data.
    provenance.additional = values.without(provenance.values)
    return provenance
  }

  static func encode(_ provenance: Provenance) -> [UInt8] {
    provenance.values.encoded()
  }
}

extension Provenance {
  /// All values by their keys, as the section `pROV` holds them.
  public var values: TypedValues {
    var values = TypedValues()
    values["generator"] = .text(generator)
    values["derived_from"] = derivedFrom.map { .bytes($0.bytes) }
    if let calibrationImages { values.set("quantisation.images", count: calibrationImages) }
    data?.store(in: &values)
    settings?.store(in: &values)
    results?.store(in: &values)
    values.merge(additional)
    return values
  }
}
