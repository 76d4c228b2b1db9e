import LogArchive
import YAMLReading

/// Reads `archive` of the configuration.
enum ArchiveSection {
    private static let standardDirectory = "logs/archive"
    private static let ages = Duration.zero ... .seconds(86_400 * 36_500)

    /// Where the archives of the standard log lie.
    static func standardDirectory(_ paths: PathResolution) -> String { paths.absolute(standardDirectory) }

    static func archive(
        _ reader: inout MappingReader, _ paths: PathResolution
    ) -> ExporterConfiguration.Archive {
        reader.mapping("archive") { section in
            var archive = ExporterConfiguration.Archive()
            if let isEnabled = section.bool("enabled") { archive.isEnabled = isEnabled }
            if let directory = section.string("directory") {
                archive.settings.directory = paths.absolute(directory)
                if directory.isEmpty {
                    section.report(
                        "'directory' is empty", key: "directory", hint: "name a directory, or leave it out")
                }
            }
            if let age = section.duration("older_than", in: ages) { archive.settings.olderThan = age }
            if let keep = section.duration("keep", in: ages) {
                archive.settings.keep = keep == .zero ? nil : keep
            }
            if let files = section.int("max_files", in: 0...10_000_000) {
                archive.settings.maxFiles = files == 0 ? nil : files
            }
            archive.settings.maxTotalBytes = section.byteSize("max_total").map { UInt64($0) }
            if let floor = floor(&section) { archive.settings.floor = floor }
            if let compression = section.choice("compression", as: ArchiveSettings.Compression.self) {
                archive.settings.compression = compression
            }
            if let time = TimeOfDay.read("at", from: &section, example: "03:30") { archive.at = time }
            return archive
        }
    }

    /// A share of the file system, or a size.
    private static func floor(_ section: inout MappingReader) -> ArchiveSettings.Floor? {
        guard let text = section.node("min_free")?.text else {
            return section.ratio("min_free").map { .ratio($0) }
        }
        if text.hasSuffix("%") || Double(text).map({ $0 <= 1 }) ?? false {
            return section.ratio("min_free").map { .ratio($0) }
        }
        return section.byteSize("min_free").map { .bytes(UInt64($0)) }
    }
}
