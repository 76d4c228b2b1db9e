import FoundationEssentials
import Glibc

/// A fresh directory under `$TMPDIR`, for the life of one command.
///
/// It is locked for as long as its owner lives, so that one left behind by a killed owner can be told and removed.
final class ScratchDirectory {
    let path: String
    private let lock: Int32

    private static let lockName = ".lock"
    /// A directory without a lock is one that is being made, or whose maker died at that moment.
    private static let unlockedSeconds: TimeInterval = 60

    /// Makes the directory, and removes those of the same prefix and user whose owner is gone.
    convenience init(prefix: String) throws {
        let named = Environment.variables["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 }
        try self.init(prefix: prefix, in: named ?? "/tmp")
    }

    init(prefix: String, in parent: String) throws {
        Self.removeAbandoned(prefix: prefix, in: parent)
        path = try Self.make(prefix: prefix, in: parent)
        lock = try Self.makeLock(in: path)
    }

    /// What is left of a demo is of no use to anybody; a failure to remove it is only said.
    func remove() {
        Self.removeTree(path)
        close(lock)
    }

    private static func make(prefix: String, in parent: String) throws -> String {
        var template = Array("\(parent)/\(prefix)-XXXXXX".utf8CString)
        // mkdtemp fills in the X's of a writable, null-terminated string.
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) } != nil
        }
        guard made else {
            throw CommandFailure(.internalFailure, "cannot make a directory in \(parent); check $TMPDIR")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The lock gets its name only when it is held, so that no other demo ever finds it free while we live.
    private static func makeLock(in directory: String) throws -> Int32 {
        let (name, unnamed) = ("\(directory)/\(lockName)", "\(directory)/\(lockName).new")
        // The paths are passed as null-terminated copies for the call's duration; so they are at each call below.
        let file = unsafe open(unnamed, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0, flock(file, LOCK_EX | LOCK_NB) == 0, unsafe rename(unnamed, name) == 0 else {
            throw CommandFailure(.internalFailure, "cannot lock \(name); check the file system of $TMPDIR")
        }
        return file
    }

    private static func removeAbandoned(prefix: String, in parent: String) {
        // A directory that cannot be listed shows nothing that could be removed; making ours there tells the fault.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for name in names where name.hasPrefix("\(prefix)-") {
            removeIfAbandoned("\(parent)/\(name)")
        }
    }

    private static func removeIfAbandoned(_ directory: String) {
        var status = stat()
        // As above; the call fills a local of ours.
        guard unsafe lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == geteuid()
        else { return }
        // As above.
        let file = unsafe open("\(directory)/\(lockName)", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else {
            let attributes = try? FileManager.default.attributesOfItem(atPath: directory)
            guard let modified = attributes?[.modificationDate] as? Date else { return }
            if modified.timeIntervalSinceNow < -unlockedSeconds { removeTree(directory) }
            return
        }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { removeTree(directory) }
        close(file)
    }

    private static func removeTree(_ path: String) {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            Terminal.printError("\(Terminal.programName): could not remove \(path): \(error)")
        }
    }
}
