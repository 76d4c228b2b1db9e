package import LogTailing

/// How old logs are archived, and how long archives are kept.
package struct ArchiveSettings: Sendable, Equatable {
    package enum Compression: String, Sendable, CaseIterable {
        case gzip, zstd

        package var suffix: String {
            switch self {
            case .gzip: ".gz"
            case .zstd: ".zst"
            }
        }
    }

    /// How much of a file system stays free.
    package enum Floor: Sendable, Equatable {
        case bytes(UInt64)
        case ratio(Double)

        package func bytes(ofTotal total: UInt64) -> UInt64 {
            switch self {
            case .bytes(let bytes): bytes
            case .ratio(let ratio): UInt64(ratio * Double(total))
            }
        }
    }

    /// Where archives go; nil: `archive` beside each log.
    package var directory: String?
    /// Files last written longer ago are archived.
    package var olderThan = Duration.seconds(30 * 86_400)
    /// Archives made longer ago are removed; nil: never.
    package var keep: Duration? = .seconds(90 * 86_400)
    /// Archives in one directory; nil: any number.
    package var maxFiles: Int?
    /// Bytes of the archives in one directory; nil: any number.
    package var maxTotalBytes: UInt64?
    package var floor = Floor.ratio(0.05)
    package var compression = Compression.gzip

    package init() {}

    /// Where the archives of each log lie.
    package var place: ArchivePlace { ArchivePlace(directory: directory.map { BytePath($0) }) }
}
