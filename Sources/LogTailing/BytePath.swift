import Glibc

/// A file name as the kernel knows it: bytes without NUL, not necessarily UTF-8.
package struct BytePath: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package init(_ text: String) { bytes = Array(text.utf8) }

    /// The path for messages, in one line whatever the name: bytes that are not UTF-8 and control characters are
    /// shown as U+FFFD.
    package var display: String {
        var text = String.UnicodeScalarView()
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            text.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return String(text)
    }

    package var description: String { display }

    var isAbsolute: Bool { bytes.first == slash }

    /// All bytes in one call: the hash of an array takes them one by one, which a scan of thousands of names feels.
    package func hash(into hasher: inout Hasher) {
        // SAFETY: the bytes are read during the call only.
        unsafe bytes.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }

    /// The last component.
    package var name: BytePath {
        guard let cut = bytes.lastIndex(of: slash) else { return self }
        return BytePath(bytes: Array(bytes[(cut + 1)...]))
    }

    /// Everything before the last component: `/` for a name at the root, `.` for a bare name.
    package var directory: BytePath {
        guard let cut = bytes.lastIndex(of: slash) else { return BytePath(".") }
        return cut == 0 ? BytePath("/") : BytePath(bytes: Array(bytes[..<cut]))
    }

    /// The components between slashes, without the empty ones and `.`.
    var components: [BytePath] {
        bytes.split(separator: slash).map { BytePath(bytes: Array($0)) }.filter { $0.bytes != [dot] }
    }

    var isHidden: Bool { bytes.first == dot }

    package func appending(_ name: BytePath) -> BytePath {
        var joined = bytes
        joined.reserveCapacity(bytes.count + name.bytes.count + 1)
        if joined.last != slash { joined.append(slash) }
        joined += name.bytes
        return BytePath(bytes: joined)
    }

    package static func < (left: BytePath, right: BytePath) -> Bool {
        // SAFETY: both are read during the call only, up to the end of the shorter one.
        let order = unsafe left.bytes.withUnsafeBytes { mine in
            unsafe right.bytes.withUnsafeBytes { theirs in
                guard let first = mine.baseAddress, let second = theirs.baseAddress else { return Int32(0) }
                return unsafe memcmp(first, second, min(mine.count, theirs.count))
            }
        }
        return order == 0 ? left.bytes.count < right.bytes.count : order < 0
    }
}

private let slash = UInt8(ascii: "/")
private let dot = UInt8(ascii: ".")
