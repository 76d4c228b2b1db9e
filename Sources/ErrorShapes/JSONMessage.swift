/// Where the message stands in a line of JSON, whose other texts tell no causes apart.
enum JSONMessage {
    private static let maxBytes = 4096
    private static let keys = ["message", "msg", "event", "error"].map { Array("\"\($0)\"".utf8) }

    /// The text between the quotes; nil for a line that is no object or has no message.
    static func range(in line: Span<UInt8>) -> Range<Int>? {
        guard line.count > 2, line[0] == UInt8(ascii: "{") else { return nil }
        let end = min(line.count, maxBytes)
        for key in keys {
            for place in 0..<end where line[place] == key[0] && holds(key, line, place, end) {
                if let range = value(in: line, place + key.count, end) { return range }
            }
        }
        return nil
    }

    private static func holds(_ key: [UInt8], _ line: Span<UInt8>, _ place: Int, _ end: Int) -> Bool {
        guard place + key.count <= end else { return false }
        for offset in key.indices where line[place + offset] != key[offset] { return false }
        return true
    }

    private static func value(in line: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
        var place = start
        while place < end, line[place] == UInt8(ascii: " ") || line[place] == UInt8(ascii: ":") { place += 1 }
        guard place > start, place < end, line[place] == UInt8(ascii: "\"") else { return nil }
        let first = place + 1
        place = first
        while place < end, line[place] != UInt8(ascii: "\"") {
            place += line[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return first < min(place, end) ? first..<min(place, end) : nil
    }
}
