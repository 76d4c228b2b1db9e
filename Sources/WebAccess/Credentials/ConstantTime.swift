/// Comparison that takes as long for a near miss as for a far one.
enum ConstantTime {
    /// The time tells the lengths, which are no secret of hashes.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for index in left.indices { difference |= left[index] ^ right[index] }
        return difference == 0
    }
}
