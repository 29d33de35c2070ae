import Glibc

/// The names of users and groups, from wherever the system keeps them.
package enum SystemNames {
  /// The name of a group; its number where it has none.
  package static func group(_ number: UInt32) -> String {
    // SAFETY: the entry is valid until the next call, and its name is copied at once. Only the
    // command line's one thread asks.
    guard let entry = unsafe getgrgid(number), let name = unsafe entry.pointee.gr_name else {
      return "\(number)"
    }
    return unsafe String(cString: name)
  }

  /// The name of a user; its number where it has none.
  package static func user(_ number: UInt32) -> String {
    // SAFETY: as above.
    guard let entry = unsafe getpwuid(number), let name = unsafe entry.pointee.pw_name else {
      return "\(number)"
    }
    return unsafe String(cString: name)
  }

  /// The users that a group lists as its members, which a process of theirs started earlier need
  /// not know; empty where there is no such group.
  package static func members(ofGroup number: UInt32) -> [String] {
    // SAFETY: as above; the list ends with a null pointer.
    guard let entry = unsafe getgrgid(number), var member = unsafe entry.pointee.gr_mem else {
      return []
    }
    var names: [String] = []
    while let name = unsafe member.pointee {
      names.append(unsafe String(cString: name))
      unsafe member = member.successor()
    }
    return names
  }
}
