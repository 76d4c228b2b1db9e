import LogTailing
import TeamState

/// Where transcripts lie in a root.
enum TranscriptGlobs {
    /// Sessions first: what their agents did belongs to them.
    static func globs(of root: String) -> [String] {
        let quoted = quoted(root)
        return ["\(quoted)/projects/*/*.jsonl", "\(quoted)/projects/*/*/subagents/agent-*.jsonl"]
    }

    /// The transcripts that were written since a time, the latest first.
    static func files(of roots: [String], sinceMs: Int64) -> [BytePath] {
        let paths = roots.flatMap(globs).flatMap { GlobExpansion.files(matching: $0, followsLinks: false) }
            .map { BytePath($0) }
        let dated = paths.compactMap { path in
            LoneFile.modifiedMs(of: path.bytes).map { (path: path, modifiedMs: $0) }
        }
        return dated.filter { $0.modifiedMs >= sinceMs }.sorted { $0.modifiedMs > $1.modifiedMs }.map(\.path)
    }

    /// What the sidecar of a sub-agent's transcript says; nil while there is none that can be read.
    static func sidecar(of path: [UInt8]) -> Sidecar? {
        LoneFile.bytes(of: TranscriptPlace.sidecarPath(of: path), limitBytes: Sidecar.limitBytes)
            .flatMap { Sidecar($0) }
    }

    /// The root may be called as it likes.
    private static func quoted(_ root: String) -> String {
        var quoted = ""
        for character in root.unicodeScalars {
            if "*?[]\\".unicodeScalars.contains(character) { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(character)
        }
        return quoted
    }
}
