import CNettle

// The only file that calls nettle (FIPS 180-4). Why nettle: docs/decisions/0004-sha-256-from-nettle.md.

/// A running SHA-256 of bytes handed over in pieces.
package struct SHA256 {
    private var state = sha256_ctx()

    package init() {
        // The state is a live stored property, which the call fills.
        unsafe nettle_sha256_init(&state)
    }

    package mutating func update(_ bytes: [UInt8]) {
        // Base and count are those of the array, which is only read.
        unsafe bytes.withUnsafeBufferPointer {
            if let base = $0.baseAddress { unsafe nettle_sha256_update(&state, $0.count, base) }
        }
    }

    /// The digest of all bytes so far, in hexadecimal digits.
    package func hexadecimal() -> String {
        var (copy, digest) = (state, [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE)))
        // The call writes exactly the bytes asked for, which is the array's count.
        unsafe digest.withUnsafeMutableBufferPointer {
            if let base = $0.baseAddress { unsafe nettle_sha256_digest(&copy, $0.count, base) }
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
