import Checksums
import Glibc

/// What was gathered of a root.
struct GatheredState {
    struct Item {
        var entry: StateEntry
        /// Where its bytes begin in the spool.
        var offset: UInt64
        var owner: (user: UInt32, group: UInt32)
    }

    /// In the order of their paths, so that a directory comes before what lies in it.
    var items: [Item]
    /// Paths that changed at each look: what is held of them was read at another moment than the rest.
    var unsettled: [[UInt8]]
    /// Left out for what it is, such as a socket.
    var skipped: [[UInt8]: String]
    /// Left out although it should be held.
    var unreadable: [[UInt8]: String]
}

/// Reads the state as it was at one moment, although others write to it.
///
/// All is read once; then it is looked at again, and only what changed is read again, until a look finds nothing changed:
/// at the moment at which that look began, every file was what was read of it. A writer that never rests is not waited for
/// for ever.
struct StateGathering {
    let root: BackupFolder
    /// Takes the bytes of all files, so that they are read from the root once.
    let spool: BackupFile
    var maxRounds = 12
    var isCancelled: @Sendable () -> Bool = { false }
    /// Called between two looks; a test changes files there.
    var pause: @Sendable (_ round: Int) -> Void = { usleep(UInt32(min($0, 10)) * 25_000) }

    /// Files change their times only so often (a tick of the kernel is 10 ms at most): a change in the moment in which a
    /// file was read may not be seen by its times.
    private static let tickNanoseconds: Int64 = 20_000_000

    private struct Known {
        var found: StateInventory.Found
        var entry: StateEntry
        var offset: UInt64
        /// It cannot have changed since without other times.
        var isCertain: Bool
    }

    func gather() throws(BackupError) -> GatheredState {
        var known: [[UInt8]: Known] = [:]
        var end: UInt64 = 0
        var look = try StateInventory(root)
        guard !look.found.isEmpty else { throw .noState(root: root.path) }
        var unreadable: [[UInt8]: String] = [:]
        for round in 1...maxRounds {
            known = known.filter { look.found[$0.key] != nil }
            unreadable = [:]
            for (path, found) in look.found {
                if let old = known[path], old.isCertain, old.found == found { continue }
                if isCancelled() { throw .cancelled }
                do throws(BackupError) {
                    known[path] = try read(path, found, &end)
                } catch {
                    guard case .system(_, _, let code) = error, code == EACCES || code == EPERM else {
                        throw error
                    }
                    known[path] = nil
                    unreadable[path] = "cannot be read: \(SystemText.describe(code))"
                }
            }
            let again = try StateInventory(root)
            let unsettled = unsettled(known, again, unreadable)
            if unsettled.isEmpty || round == maxRounds {
                unreadable.merge(again.unreadable) { first, _ in first }
                return GatheredState(
                    items: items(known), unsettled: unsettled, skipped: again.skipped, unreadable: unreadable)
            }
            look = again
            pause(round)
        }
        preconditionFailure("the last round returns")
    }

    private func unsettled(
        _ known: [[UInt8]: Known], _ again: StateInventory, _ unreadable: [[UInt8]: String]
    ) -> [[UInt8]] {
        let paths = Set(known.keys).union(again.found.keys)
        return paths.filter { path in
            guard unreadable[path] == nil else { return false }
            guard let known = known[path] else { return true }
            return !known.isCertain || again.found[path] != known.found
        }.sorted { $0.lexicographicallyPrecedes($1) }
    }

    private func read(
        _ path: [UInt8], _ found: StateInventory.Found, _ end: inout UInt64
    ) throws(BackupError) -> Known? {
        let now = SystemText.nowNanoseconds()
        let (offset, status) = (end, found.status)
        var isCertain = abs(now - status.changedNanoseconds) > Self.tickNanoseconds
        let kind: StateEntry.Kind
        if let target = found.target {
            kind = .link(target: target)
        } else if status.kind == .directory {
            kind = .directory
        } else {
            guard let (folder, name) = try root.parent(of: path), try folder.status(name) != nil,
                let file = try opened(name, folder)
            else { return nil }
            let before = try file.status()
            var hash = SHA256()
            try file.forEachPiece(limit: before.size) { piece throws(BackupError) in
                hash.update(piece)
                try spool.write(piece)
                end += UInt64(piece.count)
            }
            let after = try file.status()
            isCertain = isCertain && before == status && after == status
            kind = .file(bytes: end - offset, sha256: hash.hexadecimal())
        }
        return Known(
            found: found,
            entry: StateEntry(
                path: path, kind: kind, mode: status.mode, modifiedNanoseconds: status.modifiedNanoseconds),
            offset: offset, isCertain: isCertain)
    }

    /// Nil when it is gone, or is no file any more.
    private func opened(_ name: [UInt8], _ folder: BackupFolder) throws(BackupError) -> BackupFile? {
        do throws(BackupError) {
            let file = try folder.openForReading(name)
            return try file.status().kind == .regular ? file : nil
        } catch {
            if case .system(_, _, let code) = error, code == ENOENT || code == ELOOP { return nil }
            throw error
        }
    }

    private func items(_ known: [[UInt8]: Known]) -> [GatheredState.Item] {
        known.values.sorted { $0.entry.path.lexicographicallyPrecedes($1.entry.path) }.map {
            GatheredState.Item(
                entry: $0.entry, offset: $0.offset, owner: ($0.found.status.user, $0.found.status.group))
        }
    }
}
