/// The label values of one series in one run of bytes, filled again and again without allocation.
///
/// Each value is cleaned as it is appended: valid UTF-8 without NUL, at most 128 characters. It is stored after its length
/// (two bytes, low one first), so that ("a", "bc") and ("ab", "c") differ.
package struct LabelBytes: Sendable {
    /// Longest label value in characters (Unicode scalars).
    ///
    /// Keeps a series below 513 bytes a label, far under the scraper's `label_value_length_limit` in use.
    package static let maxCharacters = 128
    /// A cut value ends in `~` and this many hexadecimal digits of the hash of the whole value.
    private static let hashDigits = 12

    private(set) var packed: [UInt8] = []
    /// Number of values appended since `removeAll`.
    package private(set) var count = 0

    package init() {}

    /// Values packed earlier, such as those of a store; nil unless they are this many well-formed ones.
    package init?(packed: some Collection<UInt8>, count: Int) {
        let bytes = Array(packed)
        var position = 0
        for _ in 0..<count {
            guard position + 2 <= bytes.count else { return nil }
            let start = position + 2
            position = start + Int(bytes[start - 2]) + Int(bytes[start - 1]) << 8
            guard position <= bytes.count else { return nil }
            append(bytes.span.extracting(start..<position))
        }
        guard position == bytes.count else { return nil }
    }

    /// The values, in order.
    package var values: [String] {
        var reader = PackedValues(packed, packed.indices)
        var values: [String] = []
        while let range = reader.next() { values.append(String(decoding: packed[range], as: UTF8.self)) }
        return values
    }

    /// A value as a series shows it: for who adds up what shares a series.
    package static func cleaned(_ value: String) -> String {
        guard value.utf8.count > maxCharacters || value.utf8.contains(0) else { return value }
        var bytes = LabelBytes()
        bytes.append(value)
        return bytes.values[0]
    }

    package mutating func removeAll() {
        packed.removeAll(keepingCapacity: true)
        count = 0
    }

    package mutating func append(_ value: String) {
        append(value.utf8Span.span)
    }

    /// Appends the next label's value; each group of invalid bytes and each NUL becomes
    /// U+FFFD, a long value is cut.
    package mutating func append(_ value: Span<UInt8>) {
        let start = packed.count
        packed.append(0)
        packed.append(0)
        if value.count <= Self.maxCharacters, UTF8Scanner.isPlain(value) {
            packed.append(copying: value)
        } else {
            appendCleaned(value)
        }
        let length = packed.count - start - 2
        packed[start] = UInt8(truncatingIfNeeded: length)
        packed[start + 1] = UInt8(truncatingIfNeeded: length >> 8)
        count += 1
    }

    private mutating func appendCleaned(_ value: Span<UInt8>) {
        let keptWhenCut = Self.maxCharacters - 1 - Self.hashDigits
        var characters = 0
        var cutAt = packed.count
        var hash = StableHash()
        var index = 0
        while index < value.count {
            if characters == keptWhenCut { cutAt = packed.count }
            let step = UTF8Scanner.step(in: value, at: index)
            appendCharacter(value, at: index, step, isKept: characters < Self.maxCharacters, hash: &hash)
            characters += 1
            index += step.length
        }
        guard characters > Self.maxCharacters else { return }
        packed.removeLast(packed.count - cutAt)
        packed.append(UInt8(ascii: "~"))
        hash.appendHexadecimal(digits: Self.hashDigits, to: &packed)
    }

    private mutating func appendCharacter(
        _ value: Span<UInt8>,
        at index: Int,
        _ step: UTF8Scanner.Step,
        isKept: Bool,
        hash: inout StableHash
    ) {
        if step.isValid {
            for offset in index..<index + step.length {
                hash.add(value[offset])
                if isKept { packed.append(value[offset]) }
            }
        } else {
            for byte in "\u{FFFD}".utf8 {
                hash.add(byte)
                if isKept { packed.append(byte) }
            }
        }
    }
}

/// FNV-1a, 64 bits: the same in every run and release, because it becomes part of stored label values.
private struct StableHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    func appendHexadecimal(digits: Int, to out: inout [UInt8]) {
        for digit in 0..<digits {
            let nibble = UInt8(truncatingIfNeeded: state >> UInt64(60 - 4 * digit)) & 0xF
            out.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
        }
    }
}
