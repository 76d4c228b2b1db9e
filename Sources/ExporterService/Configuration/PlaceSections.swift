import YAMLReading

/// Reads where archives and backups lie, so that the room there can be told.
enum PlaceSections {
    private static let standardArchive = "logs/archive"
    private static let standardBackup = "~/backups/orchestrator-cc"

    /// Where the archives of the standard log lie; `ArchiveSection` reads what the file says.
    static func standardArchive(_ paths: PathResolution) -> String { paths.absolute(standardArchive) }

    static func backupDirectory(_ reader: inout MappingReader, _ paths: PathResolution) -> String {
        directory("backup", standardBackup, &reader, paths)
    }

    private static func directory(
        _ section: String, _ standard: String, _ reader: inout MappingReader, _ paths: PathResolution
    ) -> String {
        reader.mapping(section) { section in
            let written = section.string("directory")
            if written == "" {
                section.report(
                    "'directory' is empty", key: "directory", hint: "name a directory, or leave it out")
            }
            return paths.absolute(written ?? standard)
        }
    }
}
