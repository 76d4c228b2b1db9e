/// Reads text with captures in it: `$name`, `${name}`, `$1`, and `$$` for a dollar.
struct LabelText {
    enum Part: Equatable {
        case text(String)
        case reference(String)
    }

    struct Fault: Error, Equatable {
        /// Of the dollar, in bytes from the start of the text.
        let offset: Int
        let message: String
    }

    static func parts(of text: String) throws(Fault) -> [Part] {
        var reader = LabelText(text)
        return try reader.read()
    }

    private let bytes: [UInt8]
    private var index = 0
    private var parts: [Part] = []
    private var run: [UInt8] = []

    private init(_ text: String) { bytes = Array(text.utf8) }

    private mutating func read() throws(Fault) -> [Part] {
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "$") else {
                run.append(bytes[index])
                index += 1
                continue
            }
            try readDollar()
        }
        closeRun()
        return parts.isEmpty ? [.text("")] : parts
    }

    private mutating func readDollar() throws(Fault) {
        let dollar = index
        index += 1
        switch index < bytes.count ? bytes[index] : 0 {
        case UInt8(ascii: "$"):
            run.append(UInt8(ascii: "$"))
            index += 1
        case UInt8(ascii: "{"):
            index += 1
            let name = takeName()
            guard !name.isEmpty, index < bytes.count, bytes[index] == UInt8(ascii: "}") else {
                throw Fault(offset: dollar, message: "'${' is not followed by a capture's name and '}'")
            }
            index += 1
            append(name)
        default:
            let name = takeName()
            guard !name.isEmpty else {
                throw Fault(offset: dollar, message: "'$' is not followed by a capture's name")
            }
            append(name)
        }
    }

    /// Digits alone where the first is one, so that `$1st` is the first capture and `st`.
    private mutating func takeName() -> String {
        let start = index
        let isNumber = index < bytes.count && isDigit(bytes[index])
        while index < bytes.count, isDigit(bytes[index]) || !isNumber && isNameByte(bytes[index]) {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func append(_ name: String) {
        closeRun()
        parts.append(.reference(name))
    }

    private mutating func closeRun() {
        if !run.isEmpty { parts.append(.text(String(decoding: run, as: UTF8.self))) }
        run = []
    }
}

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isNameByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
}
