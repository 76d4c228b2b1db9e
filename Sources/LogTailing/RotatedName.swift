/// The file that a name led to before.
struct FormerFile: Equatable {
    let identity: FileIdentity
    let position: ReadPosition
}

/// How rotation tools call the older files of a log.
enum RotatedName {
    /// Whether `name` is one a rotation may give to the file called `base`: `app.log.1`, `app.log-20260207`,
    /// `app-20260207.log`; not a compressed one, whose bytes are not lines.
    static func isRotated(_ name: BytePath, of base: BytePath) -> Bool {
        guard name.bytes.count > base.bytes.count, !isCompressed(name) else { return false }
        if name.bytes.starts(with: base.bytes) { return isSeparator(name.bytes[base.bytes.count]) }
        guard let dot = base.bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        let stem = base.bytes[..<dot]
        let suffix = base.bytes[dot...]
        return name.bytes.starts(with: stem) && isSeparator(name.bytes[dot])
            && name.bytes.suffix(suffix.count) == suffix
    }

    /// `app.log.3` is older than `app.log.2`; a name with a date is older than one with a later date.
    static func isOlder(_ name: BytePath, than other: BytePath) -> Bool {
        guard let number = generationNumber(name), let otherNumber = generationNumber(other) else {
            return name < other
        }
        return number > otherNumber
    }

    /// The number at the end, unless it is so long that it must be a date.
    private static func generationNumber(_ name: BytePath) -> Int? {
        let digits = name.bytes.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return digits.count <= 4 ? Int(String(decoding: digits.reversed(), as: UTF8.self)) : nil
    }

    /// What every rotated name of `base` begins with, for a search in sorted names.
    static func prefixes(of base: BytePath) -> [[UInt8]] {
        let stem = base.bytes.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 > 0 ? base.bytes[..<$0] : nil }
        return separators.map { Array(stem ?? base.bytes[...]) + [$0] }
    }

    static let separators = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")]

    private static func isSeparator(_ byte: UInt8) -> Bool { separators.contains(byte) }

    /// Whether the name says that the bytes are compressed; a file called just `.gz` is not.
    static func isCompressed(_ name: BytePath) -> Bool {
        compressedSuffixes.contains { suffix in
            name.bytes.count > suffix.count && name.bytes.suffix(suffix.count).elementsEqual(suffix)
        }
    }

    private static let compressedSuffixes = [".gz", ".bz2", ".xz", ".zst", ".lz4", ".Z", ".zip"]
        .map { Array($0.utf8) }
}

/// A file that came and was rotated away while nobody looked.
struct SkippedFile {
    let path: BytePath
    let status: FileStatus

    /// By birth; within one tick of the clock by last change, then by name.
    func isOlder(than other: SkippedFile) -> Bool {
        let births = (status.identity.birthNanoseconds ?? 0, other.status.identity.birthNanoseconds ?? 0)
        if births.0 != births.1 { return births.0 < births.1 }
        if status.modifiedNanoseconds != other.status.modifiedNanoseconds {
            return status.modifiedNanoseconds < other.status.modifiedNanoseconds
        }
        return RotatedName.isOlder(path.name, than: other.path.name)
    }
}
