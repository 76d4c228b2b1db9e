import FoundationEssentials
import Glibc

/// A directory in which the exporters of a machine leave where they serve, for `file_sd_configs` and `/sd`.
struct TargetDirectory: Sendable {
    /// Absolute.
    let path: String

    private static let prefix = "agent-teams-exporter-"
    private static let suffix = ".json"
    /// An exporter writes some hundred bytes; more is not from one.
    private static let maxFileBytes = 65_536
    private static let maxFiles = 1000
    /// What of a state directory's path finds room in a name.
    private static let maxNameCharacters = 180

    /// The file of the exporter with this state directory: the same after a restart, so that none is left behind.
    static func name(stateDirectory: String) -> String {
        let place = stateDirectory.suffix(maxNameCharacters).map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? String(character) : "-"
        }
        return "\(prefix)\(getuid())\(place.joined())\(suffix)"
    }

    /// Prometheus sees the old file or the new one, and as another user.
    func write(_ group: TargetGroup, as name: String) throws {
        let file = "\(path)/\(name)"
        try TargetGroup.document([group]).write(to: URL(filePath: file), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(name)")
    }

    /// What the exporters left, by name of the file; files that are no target groups are passed over.
    func groups() -> [TargetGroup] {
        // Without the directory there are none.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(Self.suffix) }.sorted()
            .prefix(Self.maxFiles).flatMap { groups(in: "\(path)/\($0)") }
    }

    private func groups(in file: String) -> [TargetGroup] {
        // A file that is none of ours, or went away meanwhile, has nothing to tell.
        let bytes = try? FileReading.bytes(of: file, whatItIs: "target file", limit: Self.maxFileBytes)
        return bytes.flatMap { try? JSONDecoder().decode([TargetGroup].self, from: Data($0)) } ?? []
    }
}
