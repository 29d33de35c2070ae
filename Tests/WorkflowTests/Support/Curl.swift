import Posix
import SystemPackage

/// The program that fetching needs; a machine may lack it.
enum Curl {
  static let isInstalled = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"].contains {
    // What cannot be asked about is as good as missing.
    (try? RegularFile.exists(FilePath($0))) == true
  }
}
