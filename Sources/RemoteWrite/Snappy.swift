import CSnappy

/// The block format of snappy, through libsnappy: what remote write 1.0 wants its bodies in.
enum Snappy {
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        let most = snappy_max_compressed_length(bytes.count)
        // Sound: `bytes` lives through the call, and the buffer has the room that the library asks for.
        return unsafe [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
            unsafe bytes.withUnsafeBytes { source in
                var written = buffer.count
                let status = unsafe snappy_compress(
                    source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count,
                    UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self), &written
                )
                precondition(status == SNAPPY_OK, "libsnappy wants more room than it asked for")
                count = written
            }
        }
    }
}
