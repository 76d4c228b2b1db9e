/// A checksum that goes with a row, because SQLite itself notices no changed byte inside a value.
///
/// FNV-1a of 64 bits (draft-eastlake-fnv): against decay, not against people. About 1 ns a byte.
struct RowChecksum {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    /// As SQLite stores it.
    var value: Int64 { Int64(bitPattern: state) }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        var count: Int64 = 0
        for byte in bytes {
            mix(byte)
            count += 1
        }
        // The length keeps the bytes of neighbouring fields apart.
        add(count)
    }

    mutating func add(_ number: Int64) {
        for shift in stride(from: 0, to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
}

extension StoredSeries {
    /// `value` is the encoded form of `values`.
    func checksum(_ value: [UInt8]) -> Int64 {
        var sum = RowChecksum()
        sum.add(key.family.utf8)
        sum.add(key.schema.utf8)
        sum.add(key.labels)
        sum.add(value)
        sum.add(startedMilliseconds)
        sum.add(isHeldAtZero ? 1 : 0)
        return sum.value
    }
}

extension StoredOwner {
    var checksum: Int64 {
        var sum = RowChecksum()
        sum.add(kind.rawValue.utf8)
        sum.add(name.utf8)
        return sum.value
    }
}

extension StoredDocument {
    var checksum: Int64 {
        var sum = RowChecksum()
        sum.add(name)
        sum.add(content)
        return sum.value
    }
}

extension StoredFile {
    var checksum: Int64 {
        var sum = RowChecksum()
        for number in [fileID, Int64(bitPattern: device), Int64(bitPattern: inode), birthNanoseconds ?? -1] {
            sum.add(number)
        }
        sum.add(logName.utf8)
        sum.add(path)
        sum.add(Int64(bitPattern: offset))
        sum.add(position)
        sum.add(entries)
        sum.add(isFinished ? 1 : 0)
        return sum.value
    }
}
