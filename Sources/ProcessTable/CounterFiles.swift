/// Small questions about bytes of procfs files.
enum ProcText {
    /// Whether `word` stands at `position`.
    static func holds(_ word: StaticString, in text: Span<UInt8>, at position: Int) -> Bool {
        // A static string is one run of UTF-8 bytes that lives as long as the program.
        let bytes = unsafe UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard position + bytes.count <= text.count else { return false }
        for index in bytes.indices where unsafe bytes[index] != text[position + index] { return false }
        return true
    }

    /// The digits at `position`, which moves behind them; nil when there are none. Wraps beyond 64 bits.
    static func number(in text: Span<UInt8>, at position: inout Int) -> UInt64? {
        let start = position
        var value: UInt64 = 0
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            value = value &* 10 &+ UInt64(digit)
            position += 1
        }
        return position > start ? value : nil
    }
}

/// Finds numbers in files of the form `name: number`, one a line.
private enum NamedNumbers {
    /// The number behind `name` at the beginning of a line; nil when there is none.
    static func value(of name: StaticString, in text: Span<UInt8>) -> UInt64? {
        var line = 0
        while line < text.count {
            if var position = match(name, in: text, at: line) {
                while position < text.count, isBlank(text[position]) { position += 1 }
                return ProcText.number(in: text, at: &position)
            }
            while line < text.count, text[line] != UInt8(ascii: "\n") { line += 1 }
            line += 1
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    private static func match(_ name: StaticString, in text: Span<UInt8>, at start: Int) -> Int? {
        let end = start + name.utf8CodeUnitCount
        guard ProcText.holds(name, in: text, at: start), end < text.count, text[end] == UInt8(ascii: ":")
        else {
            return nil
        }
        return end + 1
    }
}

extension ProcessUsage.IO {
    /// `/proc/<pid>/io`: what the process read and wrote at the block device, not what the page cache answered.
    init?(ioFile text: Span<UInt8>) {
        guard let read = NamedNumbers.value(of: "read_bytes", in: text),
            let written = NamedNumbers.value(of: "write_bytes", in: text)
        else { return nil }
        self.init(readBytes: read, writtenBytes: written)
    }
}

extension ProcessUsage.Switches {
    /// `/proc/<pid>/status`, of which only the switches of the main thread are not elsewhere and cheaper.
    init?(statusFile text: Span<UInt8>) {
        guard let voluntary = NamedNumbers.value(of: "voluntary_ctxt_switches", in: text),
            let involuntary = NamedNumbers.value(of: "nonvoluntary_ctxt_switches", in: text)
        else { return nil }
        self.init(voluntary: voluntary, involuntary: involuntary)
    }
}

/// `/proc/<pid>/schedstat` of the main thread: time on a processor, time waiting for one, turns on one.
struct ScheduleCounts: Equatable {
    var runNs: UInt64
    var delayNs: UInt64
    var turns: UInt64

    init?(schedstatFile text: Span<UInt8>) {
        var numbers = InlineArray<3, UInt64>(repeating: 0)
        var position = 0
        for index in numbers.indices {
            while position < text.count, text[position] == UInt8(ascii: " ") { position += 1 }
            guard let number = ProcText.number(in: text, at: &position) else { return nil }
            numbers[index] = number
        }
        (runNs, delayNs, turns) = (numbers[0], numbers[1], numbers[2])
    }
}

/// `/proc/<pid>/smaps_rollup`: memory with each shared page divided among those who share it.
struct ProportionalMemory: Equatable {
    var bytes: UInt64

    init?(smapsRollupFile text: Span<UInt8>) {
        guard let kibibytes = NamedNumbers.value(of: "Pss", in: text) else { return nil }
        bytes = kibibytes * 1024
    }
}
