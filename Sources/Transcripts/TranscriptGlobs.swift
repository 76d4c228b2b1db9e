import TeamState

/// Where transcripts lie in a root.
enum TranscriptGlobs {
    /// Sessions first: what their agents did belongs to them.
    static func globs(of root: String) -> [String] {
        let quoted = quoted(root)
        return ["\(quoted)/projects/*/*.jsonl", "\(quoted)/projects/*/*/subagents/agent-*.jsonl"]
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
