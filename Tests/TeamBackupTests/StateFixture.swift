import Foundation
import TestSupport

@testable import TeamBackup

/// A root with teams in it, and a place for backups.
struct StateFixture {
    let place: TemporaryDirectory
    var root: String { place.path("root") }
    var backups: String { place.path("backups") }

    /// Names and contents as they occur, and as they could.
    init(filled: Bool = true) throws {
        place = try TemporaryDirectory("backup")
        try place.makeDirectory("root")
        guard filled else { return }
        try place.write(#"{"name":"alpha"}"#, to: "root/teams/alpha/config.json")
        try place.write("[]", to: "root/teams/alpha/inboxes/lead.json")
        try place.write("", to: "root/teams/alpha/inboxes/.lock")
        try place.write(#"{"name":"日本語チーム"}"#, to: "root/teams/日本語チーム/config.json")
        let long = String(repeating: "長", count: 80)
        try place.write([0, 255, 10, 0], to: "root/teams/\(long)/\(long)/\(long).json")
        try place.write(#"{"id":"1"}"#, to: "root/tasks/alpha/1.json")
        try place.makeDirectory("root/tasks/empty")
        try FileManager.default.createSymbolicLink(
            atPath: place.path("root/teams/alpha/same"), withDestinationPath: "../日本語チーム/config.json")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: place.path("root/teams/alpha/config.json"))
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: place.path("root/teams/alpha"))
    }

    /// Every path with its kind, mode, bytes or target; times too where they are to be compared.
    func tree(_ root: String, withTimes: Bool = false) throws -> [String: String] {
        let folder = try BackupFolder(root)
        var tree: [String: String] = [:]
        for entry in try TreeReading.entries(folder) {
            let time = withTimes ? " \(entry.modifiedNanoseconds)" : ""
            let mode = entry.kind == .link(target: []) ? "" : String(entry.mode, radix: 8)
            tree[StatePath.text(entry.path)] = "\(entry.kind) \(mode)\(time)"
        }
        return tree
    }

    var treeOfRoot: [String: String] { get throws { try tree(root) } }

    @discardableResult
    func backup(keep: Int? = nil) throws -> BackupReport {
        var run = BackupRun(root: root, directory: backups, keep: keep)
        run.gate.waitsForDisk = false
        return try run.run()
    }

    /// Names in the directory of backups, hidden ones included.
    func names(_ directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// What lies in a root beside `teams` and `tasks`.
    var left: [String] { names(root).filter { $0 != "teams" && $0 != "tasks" } }
}

/// Lets a certain number of calls pass, and none after it: as a kill at that call.
final class Guillotine: @unchecked Sendable {
    // Used by one thread: that of the test that runs what is killed.
    private(set) var calls = 0
    private let last: Int

    init(after last: Int) { self.last = last }

    static let killed = BackupError.packing(what: "test", reason: "killed")

    var gate: CallGate {
        CallGate(
            pass: { (_: String) throws(BackupError) in
                self.calls += 1
                if self.calls > self.last { throw Self.killed }
            }, waitsForDisk: false)
    }
}
