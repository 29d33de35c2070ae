import Posix
import SystemPackage

/// Where the standing orders outlive the server: one file, the bytes of the models that they mean,
/// and a lock that keeps others away.
///
/// A class because it holds the lock as long as it lives.
final class StateDirectory: Sendable {
  private let lock: FileLock
  /// The directory.
  let directory: FilePath
  /// The file of standing orders.
  let path: FilePath
  private var damagedPath: FilePath { directory.appending("orders.damaged") }
  /// More than all orders about thousands of models take.
  private static let byteLimit = 1 << 20

  /// Takes the directory for this process.
  ///
  /// - Throws: `ResourceError`: `lockHeld` where another server uses it.
  init(_ directory: FilePath) throws(ResourceError) {
    lock = try FileLock(directory.appending("lock"))
    self.directory = directory
    path = directory.appending("orders")
  }

  /// The orders in a file; none where it is missing.
  ///
  /// - Throws: `PosixError` or `StandingOrdersError`.
  static func orders(at path: FilePath) throws -> StandingOrders {
    do {
      return try StandingOrders(
        decoding: FileContents.readUnlinked(path, limit: Self.byteLimit).bytes)
    } catch let error as PosixError where error.kind == .notFound {
      return StandingOrders()
    }
  }

  /// The orders of the last server; none where there was none.
  ///
  /// A file that cannot be read is kept aside as `orders.damaged`, for people to look at, and the
  /// models that it meant stay with it.
  ///
  /// - Returns: the orders, and what was wrong with the file.
  func load() -> (orders: StandingOrders, fault: String?) {
    let fault: String
    do {
      return (try Self.orders(at: path), nil)
    } catch let error as PosixError {
      fault = error.description
    } catch {
      fault = "cannot use \(path): \(error)"
    }
    do {
      try RegularFile.rename(path, to: damagedPath)
      return (StandingOrders(), fault)
    } catch {
      return (StandingOrders(), "\(fault); \(error)")
    }
  }

  /// Whether orders that could not be read are kept aside.
  var hasDamagedOrders: Bool {
    // What cannot be looked at is not known to be away.
    (try? FileStatus.ifPresent(damagedPath) != nil) ?? true
  }

  /// Replaces the orders, so that a crash at any moment leaves the old ones or the new ones.
  ///
  /// - Parameter old: the orders that hold if this fails.
  /// - Throws: `PosixError`; a restart then finds the old orders.
  func save(_ orders: StandingOrders, insteadOf old: StandingOrders) throws(PosixError) {
    let bytes = orders.encoded
    guard bytes.count <= Self.byteLimit else {
      throw .tooLarge(path: path, byteCount: bytes.count, limit: Self.byteLimit)
    }
    do {
      try AtomicFile.replace(path, with: bytes)
    } catch {
      // The new file stands already, only not for sure; the order is refused, so it must go. That
      // this fails as well changes nothing about what is reported.
      if case .notDurable = error { try? AtomicFile.replace(path, with: old.encoded) }
      throw error
    }
  }
}
