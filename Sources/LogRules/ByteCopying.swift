extension [UInt8] {
    /// The bytes of a span as an array of their own.
    init(copying span: Span<UInt8>) {
        self = []
        append(copying: span)
    }

    mutating func append(copying span: Span<UInt8>) {
        // Invariant: the buffer is only read, within the call.
        unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
