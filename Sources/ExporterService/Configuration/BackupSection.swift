import YAMLReading

/// Reads `backup` of the configuration.
enum BackupSection {
    private static let standardDirectory = "~/backups/orchestrator-cc"

    static func backup(
        _ reader: inout MappingReader, _ paths: PathResolution
    ) -> ExporterConfiguration.Backup {
        reader.mapping("backup") { section in
            var backup = ExporterConfiguration.Backup(directory: paths.absolute(standardDirectory))
            if let isEnabled = section.bool("enabled") { backup.isEnabled = isEnabled }
            if let directory = section.string("directory") {
                backup.directory = paths.absolute(directory)
                if directory.isEmpty {
                    section.report(
                        "'directory' is empty", key: "directory", hint: "name a directory, or leave it out")
                }
            }
            if let keep = section.int("keep", in: 1...100_000) { backup.keep = keep }
            if let time = TimeOfDay.read("at", from: &section, example: "02:00") { backup.at = time }
            return backup
        }
    }
}

extension TimeOfDay {
    /// Nil when the key is not there, or holds no time of day, which is then reported.
    static func read(_ key: String, from section: inout MappingReader, example: String) -> TimeOfDay? {
        guard let text = section.string(key) else { return nil }
        if let time = TimeOfDay(text) { return time }
        section.report(
            "'\(key)' is no time of day: '\(text)'", key: key,
            hint: "write hours and minutes: \"\(example)\"")
        return nil
    }
}
