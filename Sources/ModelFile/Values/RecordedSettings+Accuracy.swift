extension RecordedSettings.Augmentation {
  /// Takes the amounts from values that the schema has checked; `nil` where there are none.
  init?(_ values: TypedValues) {
    let keys = values.keys.filter { $0.hasPrefix("settings.augmentation.") }
    guard !keys.isEmpty else { return nil }
    rotation = values.double("settings.augmentation.rotation") ?? 0
    scale = values.double("settings.augmentation.scale") ?? 0
    shear = values.double("settings.augmentation.shear") ?? 0
    shift = values.double("settings.augmentation.shift") ?? 0
    elasticity = values.double("settings.augmentation.elasticity") ?? 0
    penWidth = values.double("settings.augmentation.pen_width") ?? 0
    cutOut = values.count("settings.augmentation.cut_out") ?? 0
    floor = values.double("settings.augmentation.floor") ?? 1
  }

  func store(in values: inout TypedValues) {
    // What is off is left out, so that equal trainings have equal provenance.
    func set(_ name: String, _ amount: Double) {
      if amount != 0 { values.set("settings.augmentation.\(name)", double: amount) }
    }
    set("rotation", rotation)
    set("scale", scale)
    set("shear", shear)
    set("shift", shift)
    set("elasticity", elasticity)
    set("pen_width", penWidth)
    if cutOut != 0 { values.set("settings.augmentation.cut_out", count: cutOut) }
    if floor != 1 { values.set("settings.augmentation.floor", double: floor) }
  }
}

extension RecordedSettings.Distillation {
  /// Takes the settings from values that the schema has checked; `nil` where there are none.
  init?(_ values: TypedValues) {
    guard let teacher = values.digest("settings.distillation.teacher"),
      let weight = values.double("settings.distillation.weight"),
      let temperature = values.double("settings.distillation.temperature")
    else { return nil }
    self.init(teacher: teacher, weight: weight, temperature: temperature)
  }

  func store(in values: inout TypedValues) {
    values["settings.distillation.teacher"] = .bytes(teacher.bytes)
    values.set("settings.distillation.weight", double: weight)
    values.set("settings.distillation.temperature", double: temperature)
  }
}
