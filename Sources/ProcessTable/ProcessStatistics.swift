/// The fields of `/proc/<pid>/stat` that we use; numbers as the kernel gives them (proc(5)).
package struct ProcessStatistics: Equatable, Sendable {
    /// One letter: `R`, `S`, `D`, `Z` and others.
    package var state: UInt8
    package var parentPID: Int32
    /// Of the process itself and of none that it waited for.
    package var userTicks: UInt64
    package var systemTicks: UInt64
    package var threads: Int
    /// Clock ticks between boot and the start of the process; with the pid it names a process for good.
    package var startTicks: UInt64
    package var virtualBytes: UInt64
    package var residentPages: Int64
    /// Changes with each exec as far as the kernel shows it: the places of program, stack and arguments, which a
    /// process that only overwrites its title keeps. 0 where the kernel hides them; then only `nameMark` tells.
    var imageMark: UInt64
    var nameMark: UInt64
    /// It runs no program and has no command line.
    var isKernelThread: Bool
    /// The name is that of a terminal multiplexer, whose server starts the programs of others.
    var isMultiplexer: Bool

    /// False for what only waits to be reaped: its pid is taken, but nothing runs.
    package var isAlive: Bool {
        state != UInt8(ascii: "Z") && state != UInt8(ascii: "X") && state != UInt8(ascii: "x")
    }

    /// Numbers from field 4 to field 50, of which old or made-up tables may lack the last.
    private static let fieldCount = 47
    private static let neededFields = 21
    /// PF_KTHREAD in field 9.
    private static let kernelThreadFlag: UInt64 = 0x0020_0000

    /// - Parameter text: the file's content. The name in parentheses may hold anything, so the last `)` ends it.
    init?(statFile text: Span<UInt8>) {
        var position = text.count - 1
        while position >= 0, text[position] != UInt8(ascii: ")") { position -= 1 }
        // After the name: a blank, the state, a blank, then numbers from field 4 on.
        guard position >= 0, position + 3 < text.count else { return nil }
        (nameMark, isMultiplexer) = Self.name(in: text, endingAt: position)
        state = text[position + 2]
        position += 3
        var fields = InlineArray<47, UInt64>(repeating: 0)
        for index in 0..<Self.fieldCount {
            guard let field = Self.number(in: text, at: &position) else {
                guard index >= Self.neededFields else { return nil }
                break
            }
            fields[index] = field
        }
        parentPID = Int32(truncatingIfNeeded: fields[0])
        isKernelThread = fields[5] & Self.kernelThreadFlag != 0
        (userTicks, systemTicks) = (fields[10], fields[11])
        threads = Int(truncatingIfNeeded: fields[16])
        (startTicks, virtualBytes) = (fields[18], fields[19])
        residentPages = Int64(truncatingIfNeeded: fields[20])
        imageMark = Self.imageMark(fields)
    }

    /// Code, stack and arguments of the program (fields 26 to 28, 48, 50); the stack's start is random for each exec.
    private static func imageMark(_ fields: borrowing InlineArray<47, UInt64>) -> UInt64 {
        // Without permission the kernel writes 0 or 1 for the code and 0 for the stack.
        guard fields[24] != 0 else { return 0 }
        var mark = StableMark()
        for index in [22, 23, 24, 44, 46] { mark.add(fields[index]) }
        return mark.value
    }

    private static func name(in text: Span<UInt8>, endingAt end: Int) -> (mark: UInt64, isMultiplexer: Bool) {
        var start = 0
        while start < end, text[start] != UInt8(ascii: "(") { start += 1 }
        start += 1
        var mark = StableMark()
        for index in start..<max(start, end) { mark.add(UInt64(text[index])) }
        return (mark.value, isMultiplexer(text, at: start))
    }

    /// `tmux: server` and `tmux: client`, and screen's two names; the name ends at the last `)`.
    private static func isMultiplexer(_ text: Span<UInt8>, at start: Int) -> Bool {
        ProcText.holds("tmux:", in: text, at: start) || ProcText.holds("tmux)", in: text, at: start)
            || ProcText.holds("screen)", in: text, at: start)
            || ProcText.holds("SCREEN)", in: text, at: start)
    }

    /// The number after the next blank; a negative one wraps, as two's complement does.
    private static func number(in text: Span<UInt8>, at position: inout Int) -> UInt64? {
        guard position < text.count, text[position] == UInt8(ascii: " ") else { return nil }
        position += 1
        let isNegative = position < text.count && text[position] == UInt8(ascii: "-")
        if isNegative { position += 1 }
        guard let value = ProcText.number(in: text, at: &position) else { return nil }
        return isNegative ? 0 &- value : value
    }
}

/// Folds numbers into one that differs when any of them does (FNV-1a, by whole numbers).
struct StableMark {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x0000_0100_0000_01B3
        value ^= value >> 29
    }
}
