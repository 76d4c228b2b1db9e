/// The fields of `/proc/<pid>/stat` that we use; numbers as the kernel gives them (proc(5)).
package struct ProcessStatistics: Equatable, Sendable {
    /// One letter: `R`, `S`, `D`, `Z` and others.
    package var state: UInt8
    package var parentPID: Int32
    package var userTicks: UInt64
    package var systemTicks: UInt64
    package var threads: Int
    /// Clock ticks between boot and the start of the process; with the pid it names a process for good.
    package var startTicks: UInt64
    package var virtualBytes: UInt64
    package var residentPages: Int64

    /// False for what only waits to be reaped: its pid is taken, but nothing runs.
    package var isAlive: Bool {
        state != UInt8(ascii: "Z") && state != UInt8(ascii: "X") && state != UInt8(ascii: "x")
    }

    /// - Parameter text: the file's content. The name in parentheses may hold anything, so the last `)` ends it.
    init?(statFile text: Span<UInt8>) {
        var position = text.count - 1
        while position >= 0, text[position] != UInt8(ascii: ")") { position -= 1 }
        // After the name: a blank, the state, a blank, then numbers from field 4 on.
        guard position >= 0, position + 3 < text.count else { return nil }
        state = text[position + 2]
        var fields = InlineArray<21, UInt64>(repeating: 0)
        position += 3
        for index in fields.indices {
            guard let field = Self.number(in: text, at: &position) else { return nil }
            fields[index] = field
        }
        parentPID = Int32(truncatingIfNeeded: fields[0])
        (userTicks, systemTicks) = (fields[10], fields[11])
        threads = Int(truncatingIfNeeded: fields[16])
        (startTicks, virtualBytes) = (fields[18], fields[19])
        residentPages = Int64(truncatingIfNeeded: fields[20])
    }

    /// The number after the next blank; a negative one wraps, as two's complement does.
    private static func number(in text: Span<UInt8>, at position: inout Int) -> UInt64? {
        guard position < text.count, text[position] == UInt8(ascii: " ") else { return nil }
        position += 1
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let start = position
        var value: UInt64 = 0
        while position < text.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) {
            value = value &* 10 &+ UInt64(text[position] - UInt8(ascii: "0"))
            position += 1
        }
        guard position > start else { return nil }
        return isNegative ? 0 &- value : value
    }
}
