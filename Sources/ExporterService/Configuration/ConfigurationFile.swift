import LogArchive
import YAMLReading

/// Reads the configuration file into an `ExporterConfiguration`, or reports every fault in it.
package enum ConfigurationFile {
    /// - Parameters:
    ///   - path: the file, or `nil` for the defaults alone.
    ///   - paths: how paths on the command line are meant; paths in the file are relative to the file.
    ///   - environment: for `CLAUDE_CONFIG_DIR`.
    package static func load(
        _ path: String?,
        paths: PathResolution,
        environment: [String: String]
    ) throws(ConfigurationFault) -> ExporterConfiguration {
        let roots = defaultRoots(environment)
        guard let path else {
            return parse(YAMLNode.empty, path: "", Defaults(paths: paths, roots: roots)).configuration
        }
        let bytes: [UInt8]
        do {
            bytes = try FileReading.bytes(of: paths.absolute(path), whatItIs: "configuration file")
        } catch {
            throw .unreadable(error)
        }
        let node: YAMLNode
        do {
            node = try YAMLDocument.parse(bytes, file: path)
        } catch {
            throw .faulty([error], sources: [path: bytes])
        }
        let defaults = Defaults(paths: paths.relative(toFile: path), roots: roots)
        let (configuration, diagnostics) = parse(node, path: path, defaults)
        guard diagnostics.isEmpty else { throw .faulty(diagnostics, sources: [path: bytes]) }
        return configuration
    }

    /// What keys that are not written stand for.
    private struct Defaults {
        let paths: PathResolution
        let roots: [String]
    }

    /// Like other readers of this variable, takes several directories with commas between them.
    private static func defaultRoots(_ environment: [String: String]) -> [String] {
        let set = (environment["CLAUDE_CONFIG_DIR"] ?? "").split(separator: ",").map(String.init)
        return set.isEmpty ? ["~/.claude"] : set
    }

    private static func parse(
        _ node: YAMLNode,
        path: String,
        _ defaults: Defaults
    ) -> (configuration: ExporterConfiguration, diagnostics: [Diagnostic]) {
        var reader = MappingReader(node, file: path)
        let paths = defaults.paths
        let teams = reader.mapping("teams") { readTeams(&$0, defaults) }
        let logs = LogSection.logs(&reader, paths)
        let archive = ArchiveSection.archive(&reader, paths)
        let configuration = ExporterConfiguration(
            teams: teams,
            logs: logs,
            logRules: (reader.strings("log_rules") ?? []).map(paths.absoluteGlob),
            usesBuiltinLogRules: reader.bool("builtin_log_rules") ?? true,
            dashboard: DashboardSection.dashboard(&reader),
            archiveDirectory: archive.settings.directory ?? ArchiveSection.standardDirectory(paths),
            archive: archive,
            backup: BackupSection.backup(&reader, paths),
            alerts: ThresholdSection.settings(&reader),
            prometheusURL: PrometheusSection.url(&reader),
            receivers: RemoteWriteSection.receivers(&reader, paths),
            showsMessageText: reader.mapping("privacy") { $0.bool("message_text") } ?? false
        )
        reader.finish()
        return (configuration, reader.diagnostics)
    }

    private static func readTeams(_ reader: inout MappingReader, _ defaults: Defaults)
        -> ExporterConfiguration.Teams
    {
        let roots = reader.strings("roots") ?? defaults.roots
        if roots.isEmpty {
            reader.report("'roots' is empty", key: "roots", hint: "name a directory that holds teams/")
        }
        var teams = ExporterConfiguration.Teams(roots: roots.map(defaults.paths.absolute))
        if let limit = reader.int("limit", in: 0...1_000_000) { teams.limit = limit }
        if let window = reader.duration("active_window", in: .seconds(1) ... .seconds(86_400 * 365)) {
            teams.activeWindow = window
        }
        teams.agents = AgentSection.settings(&reader)
        if let isWanted = reader.bool("token_history") { teams.countsTokenHistory = isWanted }
        reader.mapping("processes") { processes in
            if let isWanted = processes.bool("proportional_memory") {
                teams.measuresProportionalMemory = isWanted
            }
        }
        return teams
    }
}

extension YAMLNode {
    /// A document without anything in it.
    fileprivate static let empty = YAMLNode(mark: SourceMark(line: 1, column: 1), content: .null)
}
