internal import Posix
internal import SystemPackage

/// The directories of a service, as this user finds them.
enum DirectoryDiagnosis {
  /// The directory of the model files.
  static func models(_ path: FilePath) -> Finding {
    let subject = Finding.Subject.modelDirectory
    do {
      guard try Directory.exists(path) else {
        return .fault(
          subject, "the directory of models \(path) is missing or no directory",
          cure: "make it, or name another with --models")
      }
      let isReadable = try AccessRight.read.isGranted(on: path)
      guard try AccessRight.enter.isGranted(on: path), isReadable else {
        return .fault(
          subject, "user \(user) may not look into the directory of models \(path)",
          cure: "open it to those who publish, for reading and searching: chmod g+rx")
      }
      guard try AccessRight.write.isGranted(on: path) else {
        return .note(
          subject, "user \(user) may not write to the directory of models \(path)",
          cure: "publish as a member of \(try group(of: path)), or with sudo")
      }
      return .ok(subject, "the directory of models \(path) can be written to")
    } catch {
      return .fault(subject, "\(error)", cure: "let user \(user) search the directories above it")
    }
  }

  /// The directory where a daemon keeps pins, labels and unloads.
  static func state(_ path: FilePath) -> Finding {
    let subject = Finding.Subject.stateDirectory
    do {
      guard try Directory.exists(path) else {
        return .fault(
          subject, "the state directory \(path) is missing or no directory",
          cure: "make it for mnistd's user, or start mnistd without --state")
      }
      guard try AccessRight.enter.isGranted(on: path) else {
        return .note(
          subject, "user \(user) may not look into the state directory \(path)",
          cure: "run 'sudo mnistctl doctor' to look into it")
      }
      let damaged = path.appending("orders.damaged")
      guard try RegularFile.exists(damaged) else {
        return .ok(subject, "the state directory \(path) holds no damaged orders")
      }
      return .fault(
        subject, "pins, labels and unloads of an earlier start were damaged and do not hold",
        cure:
          "set them again with 'mnistctl models', then remove \(damaged); what they meant by its "
          + "bytes lies beside it as NAME#SHA256.mlp and must be published first")
    } catch {
      return .fault(subject, "\(error)", cure: "let user \(user) search the directories above it")
    }
  }

  private static var user: String { SystemNames.user(ProcessIdentity.userID) }

  private static func group(of path: FilePath) throws(PosixError) -> String {
    "group \(SystemNames.group(try FileStatus(of: path).groupID))"
  }
}
