package import SystemPackage

/// Where this user's data that can be fetched again is kept.
package enum CacheDirectory {
  /// `$XDG_CACHE_HOME/mnistkit`, else `$HOME/.cache/mnistkit`; it need not exist.
  ///
  /// Relative paths in these variables are ignored, as the XDG Base Directory Specification asks.
  ///
  /// - Throws: `PosixError.noCacheDirectory` where neither variable holds an absolute path.
  package static func path() throws(PosixError) -> FilePath {
    try path(
      cacheHome: Environment.value("XDG_CACHE_HOME"), home: Environment.value("HOME"))
  }

  /// The same from the values of the two variables.
  package static func path(cacheHome: String?, home: String?) throws(PosixError) -> FilePath {
    if let cacheHome = cacheHome.map({ FilePath($0) }), cacheHome.isAbsolute {
      return cacheHome.appending("mnistkit")
    }
    if let home = home.map({ FilePath($0) }), home.isAbsolute {
      return home.appending(".cache").appending("mnistkit")
    }
    throw .noCacheDirectory
  }
}
