import Foundation
import Glibc
import TestSupport

/// Processes with numbers and a `/proc` of their own, which end with it.
final class ProcessRoom {
    enum Failure: Error {
        case notMade(String)
        case cannot(String, String)
    }

    /// Whether this machine lets us make one; a test is skipped where it does not.
    static let isPossible: Bool = {
        do {
            let probe = try ChildProcess.run(
                "/usr/bin/env", makers + ["sh", "-c", "echo 99 >/proc/sys/kernel/ns_last_pid"])
            return probe.status == 0
        } catch {
            // No such programs: as impossible as without the right.
            return false
        }
    }()

    /// Root needs no namespace of users, in which there would be no other user to run as.
    static var isRoot: Bool { getuid() == 0 }

    private static var makers: [String] {
        ["unshare", isRoot ? "-mpf" : "-Urmpf", "--kill-child", "--mount-proc"]
    }

    private let holder: ChildProcess
    private let firstPID: String

    /// - Parameter hiding: procfs' own number for what other users see: all (0), only that processes are there (1),
    ///   nothing (2).
    init(hiding: Int = 0) throws {
        let script = "mount -o remount,hidepid=\(hiding) proc /proc && echo ready && exec sleep 3600"
        let holder = try ChildProcess("/usr/bin/env", Self.makers + ["sh", "-c", script])
        self.holder = holder
        let isReady = try eventually { try holder.output.contains("ready") || !holder.isRunning }
        guard isReady, holder.isRunning else { throw Failure.notMade(try holder.errorOutput) }
        let children = try String(
            contentsOfFile: "/proc/\(holder.pid)/task/\(holder.pid)/children", encoding: .utf8)
        firstPID = children.trimmingCharacters(in: .whitespaces)
    }

    /// What starts a program in here.
    var launcher: [String] {
        let user = Self.isRoot ? [] : ["--preserve-credentials", "-U"]
        return ["/usr/bin/env", "nsenter"] + user + ["-m", "-p", "-t", firstPID]
    }

    /// What starts a program in here as a user without any rights.
    var strangerLauncher: [String] {
        launcher + ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    }

    /// Starts a program in here whose process gets this number.
    func start(_ words: [String], pid: Int32, environment: [String: String]) throws -> ChildProcess {
        let script = #"echo \#(pid - 1) >/proc/sys/kernel/ns_last_pid; "$@" & wait"#
        let all = launcher + ["sh", "-c", script, "sh"] + words
        return try ChildProcess(all[0], Array(all.dropFirst()), environment: environment)
    }

    /// What a command in here prints.
    @discardableResult
    func run(_ words: [String]) throws -> String {
        let all = launcher + words
        let result = try ChildProcess.run(all[0], Array(all.dropFirst()))
        guard result.status == 0 else { throw Failure.cannot("\(words)", result.errorOutput) }
        return result.output
    }
}
