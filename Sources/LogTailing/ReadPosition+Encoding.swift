/// How a position is kept in the store: a version, then the fields in order, integers in little-endian bytes.
extension ReadPosition {
    private static let version: UInt8 = 1
    private static let oversizedFlag: UInt8 = 1
    private static let digestFlag: UInt8 = 2
    fileprivate static let copyFlag: UInt8 = 4

    package func encoded() -> [UInt8] {
        let flags = (isInsideOversizedLine ? Self.oversizedFlag : 0) | (digest != nil ? Self.digestFlag : 0)
        var bytes: [UInt8] = [Self.version, flags]
        bytes.reserveCapacity(120)
        for value in [offset, knownSize, UInt64(bitPattern: begunNanoseconds)] {
            Self.append(value, to: &bytes)
        }
        for marker in [tail, head] {
            Self.append(marker.end, to: &bytes)
            Self.append(UInt64(marker.length), to: &bytes)
            Self.append(marker.hash, to: &bytes)
        }
        if let digest {
            for index in 0..<4 { Self.append(digest.hashes[index], to: &bytes) }
            Self.append(digest.pending, to: &bytes)
        }
        return bytes
    }

    /// The position that `encoded()` wrote; nil for bytes of another version, cut short, or that contradict themselves.
    package init?(decoding bytes: [UInt8]) {
        var rest = bytes[...]
        self.init(takenFrom: &rest)
        guard rest.isEmpty else { return nil }
    }

    /// The position at the front of `rest`, which is left with what follows it.
    init?(takenFrom bytes: inout ArraySlice<UInt8>) {
        guard bytes.count >= 2, bytes[bytes.startIndex] == Self.version else { return nil }
        let flags = bytes[bytes.startIndex + 1]
        var rest = bytes.dropFirst(2)
        guard let offset = Self.take(&rest), let knownSize = Self.take(&rest),
            let begun = Self.take(&rest), let tail = Self.takeMarker(&rest),
            let head = Self.takeMarker(&rest), offset <= tail.end, head.end <= tail.end
        else { return nil }
        self.init()
        digest = nil
        if flags & Self.digestFlag != 0 {
            guard let first = Self.take(&rest), let second = Self.take(&rest),
                let third = Self.take(&rest), let fourth = Self.take(&rest), let pending = Self.take(&rest)
            else { return nil }
            digest = ContentDigest(
                count: offset, hashes: SIMD4(first, second, third, fourth), pending: pending)
        }
        bytes = rest
        self.knownSize = knownSize
        begunNanoseconds = Int64(bitPattern: begun)
        self.offset = offset
        isInsideOversizedLine = flags & Self.oversizedFlag != 0
        self.tail = tail
        self.head = head
    }

    fileprivate static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: 0 as UInt64, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    fileprivate static func take(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        guard bytes.count >= 8 else { return nil }
        defer { bytes = bytes.dropFirst(8) }
        return bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func takeMarker(_ bytes: inout ArraySlice<UInt8>) -> ContentMarker? {
        guard let end = take(&bytes), let length = take(&bytes), let hash = take(&bytes),
            length <= UInt64(ContentMarker.maxLength), length <= end
        else { return nil }
        return ContentMarker(end: end, length: Int(length), hash: hash)
    }
}

extension FileCheckpoint {
    /// The position as it is kept in the store, behind it the number of the file it is a copy of, if it is one, and then
    /// the name the file was first met by, if it has another now.
    package func encodedPosition() -> [UInt8] {
        var bytes = position.encoded()
        if let copyOfFileID {
            bytes[1] |= ReadPosition.copyFlag
            ReadPosition.append(UInt64(copyOfFileID), to: &bytes)
        }
        return bytes + (origin == path ? [] : origin.bytes)
    }

    /// The checkpoint whose `encodedPosition()` these bytes are; nil if a newer release encoded them, or they are damaged.
    package init?(
        logName: String, fileID: Int, path: BytePath, identity: FileIdentity, isFinished: Bool,
        encodedPosition bytes: [UInt8]
    ) {
        var rest = bytes[...]
        guard let position = ReadPosition(takenFrom: &rest) else { return nil }
        var copyOfFileID: Int?
        if bytes[1] & ReadPosition.copyFlag != 0 {
            guard let number = ReadPosition.take(&rest), let fileID = Int(exactly: number) else { return nil }
            copyOfFileID = fileID
        }
        self.init(
            logName: logName, fileID: fileID, path: path,
            origin: rest.isEmpty ? nil : BytePath(bytes: Array(rest)),
            identity: identity, position: position, copyOfFileID: copyOfFileID, isFinished: isFinished)
    }
}
