/// Names taken apart: what a rotated or compressed name was made of.
extension RotatedName {
    /// The name without the suffix of a compressed file; nil for a name that has none.
    static func uncompressed(_ name: BytePath) -> BytePath? {
        guard isCompressed(name), let dot = name.bytes.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return BytePath(bytes: Array(name.bytes[..<dot]))
    }

    /// The forms of compression that can be read on.
    static func isUnpackable(_ name: BytePath) -> Bool {
        [".gz", ".zst"].contains { name.bytes.suffix($0.utf8.count).elementsEqual(Array($0.utf8)) }
    }

    /// What logrotate's `renamecopy` renames is called so while it is copied; nil for other names.
    static func withoutTemporarySuffix(_ name: BytePath) -> BytePath? {
        let suffix = Array(".tmp".utf8)
        guard name.bytes.count > suffix.count, name.bytes.suffix(suffix.count).elementsEqual(suffix) else {
            return nil
        }
        return BytePath(bytes: Array(name.bytes.dropLast(suffix.count)))
    }

    /// Every name that this one may be a rotation of.
    static func bases(of name: BytePath) -> [BytePath] { splits(of: name).map(\.base) }

    /// The name without the number or date of a rotation; nil for a name that has none.
    static func base(of name: BytePath) -> BytePath? {
        splits(of: name).last { split in
            !split.mark.isEmpty && split.mark.allSatisfy { digitsAndDashes.contains($0) }
        }?.base
    }

    /// `app-7.log` is `app.log` with the mark `7`, `app-7` with `log`, or `app` with `7.log`.
    private static func splits(of name: BytePath) -> [(base: BytePath, mark: ArraySlice<UInt8>)] {
        let bytes = name.bytes
        let lastDot = bytes.lastIndex(of: UInt8(ascii: "."))
        var splits: [(base: BytePath, mark: ArraySlice<UInt8>)] = []
        for index in bytes.indices.dropFirst() where separators.contains(bytes[index]) {
            splits.append((BytePath(bytes: Array(bytes[..<index])), bytes[(index + 1)...]))
            if let lastDot, index < lastDot {
                let base = BytePath(bytes: Array(bytes[..<index] + bytes[lastDot...]))
                splits.append((base, bytes[(index + 1)..<lastDot]))
            }
        }
        return splits
    }

    private static let digitsAndDashes = Set("0123456789-_T:".utf8)
}
