/// What the path of a transcript says of it.
///
/// `<root>/projects/<slug>/<session>.jsonl` is a session's own, and
/// `<root>/projects/<slug>/<session>/subagents/agent-<hex>.jsonl` that of an agent which the session started inside.
struct TranscriptPlace: Hashable, Sendable {
    /// One session: ids are unique, but a root is a world of its own.
    struct Session: Hashable, Sendable {
        let root: String
        let id: String
    }

    let session: Session
    let isSubagent: Bool

    /// Nil for a path of another shape.
    init?(_ path: [UInt8]) {
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: true)
        guard let name = parts.last, let stem = Self.stem(name) else { return nil }
        isSubagent = parts.count > 5 && parts[parts.count - 2].elementsEqual("subagents".utf8)
        let depth = isSubagent ? 5 : 3
        guard parts.count >= depth else { return nil }
        let id = isSubagent ? parts[parts.count - 3] : stem
        let root = parts.dropLast(depth).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        session = Session(root: "/" + root, id: String(decoding: id, as: UTF8.self))
    }

    private static func stem(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let suffix = ".jsonl".utf8
        guard name.count > suffix.count, name.suffix(suffix.count).elementsEqual(suffix) else { return nil }
        return name.dropLast(suffix.count)
    }

    /// Where the sidecar of a sub-agent's transcript lies.
    static func sidecarPath(of path: [UInt8]) -> [UInt8] {
        path.dropLast(".jsonl".utf8.count) + Array(".meta.json".utf8)
    }
}
