/// An archive of ours, as its receipt and the file system tell.
package struct StoredArchive: Sendable, Equatable {
    package var name: [UInt8]
    package var storedBytes: UInt64
    /// When its content was last written.
    package var modifiedNanoseconds: Int64
    package var archivedNanoseconds: Int64
}

/// Decides which archives go: those that were made too long ago, and then, oldest content first, those that are too many,
/// too large together, or leave too little space.
package struct Retention: Sendable {
    package enum Reason: String, Sendable, CaseIterable { case age, count, size, space }

    package struct Removal: Sendable, Equatable {
        package var archive: StoredArchive
        package var reason: Reason
    }

    private let settings: ArchiveSettings

    package init(_ settings: ArchiveSettings) { self.settings = settings }

    /// - Parameters:
    ///   - freeBytes: of the file system that the archives lie on.
    ///   - floorBytes: what shall be free of it.
    package func removals(
        from archives: [StoredArchive], nowNanoseconds: Int64, freeBytes: UInt64, floorBytes: UInt64
    ) -> [Removal] {
        let isOutdated = { (archive: StoredArchive) in
            settings.keep.map { .nanoseconds(nowNanoseconds - archive.archivedNanoseconds) > $0 } ?? false
        }
        let sorted = archives.sorted { ($0.modifiedNanoseconds, $0.name) < ($1.modifiedNanoseconds, $1.name) }
        var removals = sorted.filter(isOutdated).map { Removal(archive: $0, reason: .age) }
        var left = sorted.filter { !isOutdated($0) }[...]
        var total = left.reduce(0) { $0 + $1.storedBytes }
        var free = freeBytes + removals.reduce(0) { $0 + $1.archive.storedBytes }
        while let oldest = left.first {
            let reason: Reason? =
                if let most = settings.maxFiles, left.count > most {
                    .count
                } else if let most = settings.maxTotalBytes, total > most {
                    .size
                } else {
                    free < floorBytes ? .space : nil
                }
            guard let reason else { break }
            removals.append(Removal(archive: oldest, reason: reason))
            total -= oldest.storedBytes
            free += oldest.storedBytes
            left = left.dropFirst()
        }
        return removals
    }
}

private func < (left: (Int64, [UInt8]), right: (Int64, [UInt8])) -> Bool {
    left.0 != right.0 ? left.0 < right.0 : left.1.lexicographicallyPrecedes(right.1)
}
