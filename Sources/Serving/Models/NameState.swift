/// What a name serves, and what ROLLBACK would make it serve.
struct NameState {
  /// What it serves; `nil` where nothing does.
  var current: Resident?
  /// What it served before, which stays loaded.
  var previous: Resident?
}
