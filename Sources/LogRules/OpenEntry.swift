/// The text of an entry whose end is not seen yet: its lines joined by newlines, bounded.
struct OpenEntry: Equatable, Sendable {
    /// What more an entry has is dropped, and told once.
    static let maxBytes = 1_000_000
    /// Beyond this the memory of a closed entry is given back.
    private static let keptBytes = 512

    private(set) var text: [UInt8] = []
    private(set) var isOpen = false
    /// Whether a known format or a time began it: then unknown lines below belong to it.
    private(set) var isKnown = false
    private(set) var isTruncated = false
    /// Empty lines that are part of the text as soon as another line follows.
    private var emptyLines = 0
    private var hasLine = false

    mutating func begin(isKnown: Bool) {
        precondition(!isOpen, "an entry began inside another")
        self.isKnown = isKnown
        isOpen = true
    }

    /// Adds a line without its end; answers whether the entry became too long with it.
    mutating func append(_ line: Span<UInt8>) -> Bool {
        guard !isTruncated else { return false }
        guard !line.isEmpty else {
            emptyLines = min(emptyLines + 1, Self.maxBytes)
            return false
        }
        let newlines = hasLine ? emptyLines + 1 : emptyLines
        let room = Self.maxBytes - text.count
        text += repeatElement(UInt8(ascii: "\n"), count: min(newlines, room))
        let rest = max(room - newlines, 0)
        text.append(copying: line.extracting(first: rest))
        emptyLines = 0
        hasLine = true
        isTruncated = newlines + line.count > room
        return isTruncated
    }

    mutating func close() {
        var text = text
        self = OpenEntry()
        text.removeAll(keepingCapacity: text.capacity <= Self.keptBytes)
        self.text = text
    }
}

// MARK: - Stored form

extension OpenEntry {
    static let fixedBytes = 5

    /// Flags, the count of empty lines in four bytes, then the text.
    func append(to out: inout [UInt8]) {
        let flags: [Bool] = [isOpen, isKnown, isTruncated, hasLine]
        out.append(flags.enumerated().reduce(0) { $0 | ($1.element ? 1 << UInt8($1.offset) : 0) })
        for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: emptyLines >> shift)) }
        out += text
    }

    /// `nil` when no entry is stored so.
    init?(stored: ArraySlice<UInt8>) {
        guard stored.count >= Self.fixedBytes, let flags = stored.first, flags < 16 else { return nil }
        let fields = stored.dropFirst()
        emptyLines = fields.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        text = Array(fields.dropFirst(4))
        isOpen = flags & 1 != 0
        isKnown = flags & 2 != 0
        isTruncated = flags & 4 != 0
        hasLine = flags & 8 != 0
        guard text.count <= Self.maxBytes, emptyLines <= Self.maxBytes else { return nil }
        let isEmpty = text.isEmpty && emptyLines == 0 && flags == 0
        guard isOpen || isEmpty, hasLine || text.isEmpty else { return nil }
    }
}

extension EntryState {
    private static let version: UInt8 = 1
    private static let checkBytes = 4

    /// For the store: version, state, open entry and a checksum.
    package func encoded() -> [UInt8] {
        var out = [Self.version, tracebackState]
        open.append(to: &out)
        let checksum = Self.checksum(of: out[...])
        for shift in [0, 8, 16, 24] { out.append(UInt8(truncatingIfNeeded: checksum >> UInt32(shift))) }
        return out
    }

    /// `nil` for another version and for bytes that were damaged.
    package init?(decoding bytes: [UInt8]) {
        let fixed = 2 + OpenEntry.fixedBytes + Self.checkBytes
        guard bytes.count >= fixed, bytes[0] == Self.version else { return nil }
        let body = bytes.dropLast(Self.checkBytes)
        let stored = bytes.suffix(Self.checkBytes).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard stored == Self.checksum(of: body), let open = OpenEntry(stored: body.dropFirst(2)) else {
            return nil
        }
        self.init(tracebackState: bytes[1], open: open)
    }

    private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt32 {
        var hash = StableHash()
        hash.add(bytes)
        return UInt32(truncatingIfNeeded: hash.value ^ hash.value >> 32)
    }
}
