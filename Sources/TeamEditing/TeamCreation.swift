/// Makes teams under one root.
///
/// A team appears whole or not at all: it is built in a directory whose name begins with a dot, which readers skip, and
/// renamed when all of it is on disk. What a killed run left is removed by the next one.
package struct TeamCreation {
    private let root: EditedDirectory

    /// - Parameter root: a directory like `~/.claude`, which must exist.
    package init(root: String) throws(TeamEditingError) {
        self.root = try EditedDirectory.open(path: root)
    }

    /// - Parameters:
    ///   - nowMs: milliseconds since 1970.
    ///   - directory: where members work that name no place of their own.
    package func create(_ draft: TeamDraft, nowMs: Int64, directory: String) throws {
        let teams = try root.makeDirectory(Array("teams".utf8))
        let tasks = try root.makeDirectory(Array("tasks".utf8))
        LeftOvers.remove(from: teams)
        try checkName(draft.name.text, in: teams)
        try checkTasks(draft.name.text, in: tasks)
        let name = Array(draft.name.text.utf8)
        let staging = LeftOvers.name(for: name)
        do {
            let team = try teams.makeDirectory(staging)
            // Held until the rename, so that no other run takes this for a left-over.
            guard team.lock() else { throw TeamEditingError.teamExists(name: draft.name.text) }
            try fill(team, with: draft, nowMs: nowMs, directory: directory)
            guard try teams.claim(name, for: staging) else {
                throw TeamEditingError.teamExists(name: draft.name.text)
            }
        } catch {
            try TreeRemoval.remove(staging, from: teams)
            throw error
        }
        try teams.sync()
        try tasks.makeDirectory(name).sync()
        try tasks.sync()
    }

    private func fill(_ team: EditedDirectory, with draft: TeamDraft, nowMs: Int64, directory: String) throws
    {
        try team.write(draft.config(nowMs: nowMs, directory: directory), to: Array("config.json".utf8))
        let inboxes = try team.makeDirectory(Array("inboxes".utf8))
        for member in draft.members {
            try inboxes.write(Array("[]\n".utf8), to: Array("\(member.name.text).json".utf8))
        }
        try inboxes.sync()
        try team.sync()
    }

    private func checkName(_ name: String, in teams: EditedDirectory) throws(TeamEditingError) {
        for bytes in try teams.names() {
            let other = String(decoding: bytes, as: UTF8.self)
            if other == name { throw .teamExists(name: name) }
            if other.lowercased() == name.lowercased() { throw .caseCollision(name: name, other: other) }
        }
    }

    /// Tasks that an earlier team left would be taken for the new one's.
    private func checkTasks(_ name: String, in tasks: EditedDirectory) throws(TeamEditingError) {
        guard let left = try tasks.subdirectory(Array(name.utf8)) else {
            if try tasks.entry(Array(name.utf8)) == nil { return }
            throw .tasksLeft(name: name)
        }
        guard try left.names().isEmpty else { throw .tasksLeft(name: name) }
    }
}

/// Directories of unfinished work of this program, below `teams` and `tasks`.
enum LeftOvers {
    private static let prefix = Array(".agent-teams-exporter-".utf8)

    /// A name for unfinished work on a team; readers skip it, since it begins with a dot.
    static func name(for team: [UInt8]) -> [UInt8] {
        let number = UInt64.random(in: .min ... .max)
        return prefix + Array(String(number, radix: 36).utf8) + [UInt8(ascii: "-")] + team.prefix(128)
    }

    /// Removes what runs left that were killed; those of living ones are locked. What cannot be removed now harms
    /// nobody and stays for the next run.
    static func remove(from directory: EditedDirectory) {
        for name in (try? directory.names()) ?? [] where name.starts(with: prefix) {
            guard let left = try? directory.subdirectory(name), left.lock() else { continue }
            try? TreeRemoval.remove(name, from: directory)
            // A run that was killed while it took its name left that as an empty directory; any other stays.
            let team = name.dropFirst(prefix.count).drop { $0 != UInt8(ascii: "-") }.dropFirst()
            if !team.isEmpty { try? directory.remove(Array(team), isDirectory: true) }
        }
    }
}
