import Glibc

/// Copies bytes and numbers behind each other into a buffer that was reserved for them.
@safe struct LineWriter {
    private let buffer: UnsafeMutableRawBufferPointer
    private let capacity: Int
    /// Bytes written so far.
    private(set) var count = 0

    init(_ buffer: UnsafeMutableRawBufferPointer) {
        unsafe self.buffer = unsafe buffer
        capacity = buffer.count
    }

    @inline(__always)
    mutating func append(_ source: [UInt8], at start: Int, count length: Int) {
        precondition(
            start >= 0 && length >= 0 && start + length <= source.count && count + length <= capacity)
        // Sound: both runs lie inside their memory by the line above, and they are different memory.
        unsafe source.withUnsafeBytes { bytes in
            guard let from = bytes.baseAddress, let to = unsafe buffer.baseAddress else { return }
            unsafe memcpy(to + count, from + start, length)
        }
        count += length
    }

    /// Writes the value and ends the line.
    @inline(__always)
    mutating func end(_ value: Double) {
        append(value)
        endLine()
    }

    /// Writes the value and what follows it, and ends the line.
    mutating func end(_ value: Double, _ tail: [UInt8]) {
        append(value)
        append(tail, at: 0, count: tail.count)
        endLine()
    }

    @inline(__always)
    private mutating func append(_ value: Double) {
        let number = NumberText(value)
        precondition(count + number.count < capacity)
        for index in 0..<number.count {
            // Sound: below the buffer's end by the line above.
            unsafe buffer[count + index] = number.bytes[index]
        }
        count += number.count
    }

    @inline(__always)
    private mutating func endLine() {
        precondition(count < capacity)
        // Sound: below the buffer's end by the line above.
        unsafe buffer[count] = UInt8(ascii: "\n")
        count += 1
    }
}
