import ArgumentParser
import ImageInput

/// The polarity of pictures as it is typed.
enum InkName: String, ExpressibleByArgument, CaseIterable {
  case dark
  case light

  /// The polarity that it names.
  var polarity: InkPolarity { self == .dark ? .darkOnLight : .lightOnDark }
}
