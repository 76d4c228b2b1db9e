import Foundation
import TestSupport

/// A file system of its own over one directory, in a mount namespace that only programs started through it see.
final class SmallDisk {
    /// Whether this machine lets us make one; a test is skipped where it does not.
    static let isPossible: Bool = {
        do {
            let probe = try ChildProcess.run(
                "/usr/bin/env", ["unshare", "-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
            return probe.status == 0
        } catch {
            // No such programs: as impossible as without the right.
            return false
        }
    }()

    enum Failure: Error {
        case notMounted(String)
        case cannot(String, String)
    }

    private let holder: ChildProcess
    private let directory: String

    /// Mounts `kilobytes` of memory over `directory`, which is made when absent.
    init(over directory: String, kilobytes: Int) throws {
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let script = #"mount -t tmpfs -o size=\#(kilobytes)k tmpfs "$0" && echo mounted && exec sleep 3600"#
        let holder = try ChildProcess("/usr/bin/env", ["unshare", "-Urm", "sh", "-c", script, directory])
        self.holder = holder
        let isMounted = try eventually { try holder.output.contains("mounted") || !holder.isRunning }
        guard isMounted, holder.isRunning else { throw Failure.notMounted(try holder.errorOutput) }
    }

    /// What starts a program that sees the file system.
    var launcher: [String] {
        [
            "/usr/bin/env", "nsenter", "--preserve-credentials", "-U", "-m", "-t", "\(holder.pid)", "env",
            "--chdir=\((directory as NSString).deletingLastPathComponent)",
        ]
    }

    /// Leaves not one free byte.
    func fill() throws {
        // cat ends with "no space left": that is what it is for.
        try run(#"cat /dev/zero >"$0/filling" 2>/dev/null; sync; test -s "$0/filling""#)
    }

    func free() throws { try run(#"rm "$0/filling""#) }
    func makeReadOnly() throws { try run(#"mount -o remount,ro "$0""#) }
    func makeWritable() throws { try run(#"mount -o remount,rw "$0""#) }

    private func run(_ script: String) throws {
        let words = launcher + ["sh", "-c", script, directory]
        let result = try ChildProcess.run(words[0], Array(words.dropFirst()))
        guard result.status == 0 else { throw Failure.cannot(script, result.errorOutput) }
    }
}
