import Checksums

/// How much an archive may hold.
package struct UnpackingLimits: Sendable, Equatable {
    /// Entries of all kinds.
    package var entries = 1_000_000
    /// Bytes of all files.
    package var bytes: UInt64 = 1 << 30

    package init() {}

    /// What a manifest says, and not a byte more.
    static func exactly(_ content: [StateEntry]) -> UnpackingLimits {
        var limits = UnpackingLimits()
        limits.entries = content.count
        limits.bytes = content.reduce(0) { sum, entry in
            if case .file(let bytes, _) = entry.kind { sum &+ bytes } else { sum }
        }
        return limits
    }
}

/// Reads an archive, and believes nothing of it: whatever could write outside of `teams` and `tasks`, or without end, is
/// refused before a byte of it is used.
final class CheckedArchive {
    struct Item {
        /// Nothing for the root itself.
        var parts: [[UInt8]]
        var entry: TarEntry
        var path: [UInt8] { Array(parts.joined(separator: [StatePath.slash])) }
    }

    private let reader: TarReader
    private let name: String
    private let limits: UnpackingLimits
    private var entries = 0
    private var bytes: UInt64 = 0
    private enum Known { case directory, implied, other }
    private var known: [[UInt8]: Known] = [:]

    init(_ file: BackupFile, name: String, limits: UnpackingLimits) throws(BackupError) {
        reader = try TarReader(file, name: name)
        self.name = name
        self.limits = limits
    }

    func next() throws(BackupError) -> Item? {
        while let entry = try reader.next() {
            entries += 1
            guard entries <= limits.entries else {
                throw refusal("it holds more than the \(limits.entries) entries it may hold")
            }
            let parts: [[UInt8]]
            switch StatePath.components(entry.name) {
            case .success(let found): parts = found
            case .failure(let refusal): throw self.refusal(entry, refusal.reason)
            }
            // The root itself, as `tar -C ROOT .` writes it.
            if parts.isEmpty, entry.kind == .directory { continue }
            let item = Item(parts: parts, entry: entry)
            try check(item)
            return item
        }
        return nil
    }

    /// The bytes of the entry that `next` returned last.
    func content(_ body: ([UInt8]) throws(BackupError) -> Void) throws(BackupError) {
        while true {
            let piece = try reader.read()
            if piece.isEmpty { return }
            bytes += UInt64(piece.count)
            guard bytes <= limits.bytes else { throw tooLarge() }
            try body(piece)
        }
    }

    private func check(_ item: Item) throws(BackupError) {
        switch item.entry.kind {
        case .directory: break
        case .file(let size):
            guard size <= limits.bytes, bytes + size <= limits.bytes else { throw tooLarge() }
        case .link(let target):
            guard StatePath.staysInside(target: target, directory: item.parts.dropLast()) else {
                throw refusal(item.entry, "is a link to \(StatePath.text(target)), which leads out")
            }
        case .hardLink(let target):
            throw refusal(item.entry, "is a hard link to \(StatePath.text(target))")
        case .other(let words): throw refusal(item.entry, "is \(words)")
        }
        try place(item)
    }

    /// Each name once, and below directories only.
    private func place(_ item: Item) throws(BackupError) {
        guard item.parts.count > 1 || item.entry.kind == .directory else {
            throw refusal(item.entry, "is no directory")
        }
        for depth in 1..<max(1, item.parts.count) {
            let above = Array(item.parts.prefix(depth).joined(separator: [StatePath.slash]))
            switch known[above] {
            case nil: known[above] = .implied
            case .directory, .implied: break
            case .other: throw refusal(item.entry, "lies below what is no directory")
            }
        }
        let path = item.path
        let isDirectory = item.entry.kind == .directory
        switch known[path] {
        case nil: break
        case .implied where isDirectory: break
        case .implied, .directory, .other: throw refusal(item.entry, "is named twice")
        }
        known[path] = isDirectory ? .directory : .other
    }

    private func tooLarge() -> BackupError {
        refusal("it holds more than the \(limits.bytes) bytes it may hold")
    }

    private func refusal(_ entry: TarEntry, _ reason: String) -> BackupError {
        refusal("'\(StatePath.text(Array(entry.name.prefix(200))))' in it \(reason)")
    }

    private func refusal(_ reason: String) -> BackupError { .refused(archive: name, reason: reason) }
}

/// Reads an archive to its end and compares it with what it should hold.
struct ArchiveProof {
    private let archive: CheckedArchive
    private let name: String

    init(_ file: BackupFile, name: String, limits: UnpackingLimits) throws(BackupError) {
        archive = try CheckedArchive(file, name: name, limits: limits)
        self.name = name
    }

    func run(_ expected: [StateEntry]) throws(BackupError) {
        var found: [StateEntry] = []
        while let item = try archive.next() {
            let kind: StateEntry.Kind
            switch item.entry.kind {
            case .link(let target): kind = .link(target: target)
            case .file:
                var (hash, count) = (SHA256(), UInt64(0))
                try archive.content {
                    hash.update($0)
                    count += UInt64($0.count)
                }
                kind = .file(bytes: count, sha256: hash.hexadecimal())
            default: kind = .directory
            }
            found.append(
                StateEntry(
                    path: item.path, kind: kind, mode: item.entry.mode,
                    modifiedNanoseconds: item.entry.modifiedSeconds &* 1_000_000_000))
        }
        if let difference = StateComparison.first(expected, found) {
            throw .different(archive: name, what: difference)
        }
    }
}

/// What two lists of entries differ in.
enum StateComparison {
    /// All differences, in words, in the order of the paths.
    static func all(_ expected: [StateEntry], _ found: [StateEntry]) -> [String] {
        let have = Dictionary(found.map { ($0.path, $0) }) { first, _ in first }
        let want = Set(expected.map(\.path))
        let differences = expected.compactMap { entry -> String? in
            guard let other = have[entry.path] else { return "\(StatePath.text(entry.path)) is missing" }
            return entry.difference(from: other).map { "\(StatePath.text(entry.path)) \($0)" }
        }
        return differences
            + found.filter { !want.contains($0.path) }.map {
                "\(StatePath.text($0.path)) is not in the manifest"
            }
    }

    static func first(_ expected: [StateEntry], _ found: [StateEntry]) -> String? {
        all(expected, found).first
    }
}
