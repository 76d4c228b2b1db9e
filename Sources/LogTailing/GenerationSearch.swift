/// Finds what was read of a file generation, wherever its bytes lie now: under its name, renamed, or compressed.
package enum GenerationSearch {
    package enum Finding: Sendable, Equatable {
        /// The file at `path` begins with all that was read. Offsets in UTF-16 are not those of the lines delivered.
        case found(path: String, isUTF16: Bool)
        /// It begins alike, but is not what was read any more.
        case changed(path: String)
        /// Nothing that is there begins with what was read.
        case gone
        case unreadable(WholeFileError)
    }

    /// Reads each file that may be it, up to what was read of the generation.
    ///
    /// - Parameters:
    ///   - archives: where archives of it would lie.
    ///   - progress: told after each piece that was read.
    package static func find(
        _ checkpoint: FileCheckpoint, archives: ArchivePlace = ArchivePlace(), progress: () -> Void = {}
    ) -> Finding {
        let position = checkpoint.position
        guard position.tail.end > 0 else { return .gone }
        var best = Finding.gone
        for candidate in candidates(for: checkpoint, archives) {
            let path = String(decoding: candidate.bytes, as: UTF8.self)
            do throws(ByteStreamError) {
                var proof = ContentProof(of: position)
                switch try proof.read(path, progress: progress) {
                case .same: return .found(path: path, isUTF16: proof.isUTF16)
                case .otherFile: break
                case .changed: if best == .gone { best = .changed(path: path) }
                }
            } catch {
                best = .unreadable(WholeFileError(path: path, cause: error.cause, goodBytes: 0))
            }
        }
        return best
    }

    /// Regular files that have the name, or one that rotation may have given it; those with its identity first.
    private static func candidates(for checkpoint: FileCheckpoint, _ archives: ArchivePlace) -> [BytePath] {
        let (path, calls) = (checkpoint.path, FileSystemCalls())
        let siblings = [path.directory, archives.directory(of: path.directory)].flatMap { directory in
            let entries = (try? calls.entries(of: directory)) ?? []
            return entries.map(\.name).filter { isRotated($0, of: path.name) }.sorted()
                .map(directory.appending)
        }
        let paths = [path] + siblings
        let files = paths.compactMap { path -> (path: BytePath, isSame: Bool)? in
            guard let status = try? calls.status(of: path, followsLinks: true), status.kind == .regular else {
                return nil
            }
            return (path, status.identity.isSameAcrossRestart(checkpoint.identity))
        }
        return files.filter(\.isSame).map(\.path) + files.filter { !$0.isSame }.map(\.path)
    }

    private static func isRotated(_ name: BytePath, of base: BytePath) -> Bool {
        guard RotatedName.isCompressed(name), let dot = name.bytes.lastIndex(of: UInt8(ascii: ".")) else {
            return RotatedName.isRotated(name, of: base)
        }
        let stem = BytePath(bytes: Array(name.bytes[..<dot]))
        return stem == base || RotatedName.isRotated(stem, of: base)
    }
}

/// Compares the beginning of a file with what is remembered of one that was read.
private struct ContentProof {
    enum Answer { case same, otherFile, changed }

    private let position: ReadPosition
    private var digest = ContentDigest()
    private var head: [UInt8] = []
    private var tail: [UInt8] = []
    private var offset: UInt64 = 0
    private(set) var isUTF16 = false

    init(of position: ReadPosition) { self.position = position }

    mutating func read(_ path: String, progress: () -> Void) throws(ByteStreamError) -> Answer {
        var stream = try ByteStream(path, FileSystemCalls())
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var isHeadKnown = false
        while offset < position.tail.end {
            let count = try stream.read(into: &buffer, from: 0, to: buffer.count)
            if count == 0 { return isHeadKnown ? .changed : .otherFile }
            take(buffer.span.extracting(0..<count))
            if !isHeadKnown, offset >= position.head.end {
                guard ContentMarker.hash(head.span) == position.head.hash else { return .otherFile }
                isHeadKnown = true
            }
            progress()
        }
        guard ContentMarker.hash(tail.span) == position.tail.hash else { return .changed }
        guard let expected = position.digest else { return .same }
        return digest == expected ? .same : .changed
    }

    private mutating func take(_ bytes: Span<UInt8>) {
        if offset == 0 && bytes.count >= 2 {
            isUTF16 = (bytes[0], bytes[1]) == (0xFF, 0xFE) || (bytes[0], bytes[1]) == (0xFE, 0xFF)
        }
        Self.append(part(of: position.head, in: bytes), of: bytes, to: &head)
        Self.append(part(of: position.tail, in: bytes), of: bytes, to: &tail)
        if let expected = position.digest, offset < expected.count {
            digest.update(bytes.extracting(0..<Int(min(UInt64(bytes.count), expected.count - offset))))
        }
        offset += UInt64(bytes.count)
    }

    /// The bytes of the marker that are in `bytes`, which begin at `offset`.
    private func part(of marker: ContentMarker, in bytes: Span<UInt8>) -> Range<Int> {
        let start = max(marker.end - UInt64(marker.length), offset)
        let end = min(marker.end, offset + UInt64(bytes.count))
        return start < end ? Int(start - offset)..<Int(end - offset) : 0..<0
    }

    private static func append(_ range: Range<Int>, of bytes: Span<UInt8>, to marker: inout [UInt8]) {
        for index in range { marker.append(bytes[index]) }
    }
}
