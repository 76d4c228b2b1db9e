package import TeamTracking

/// Tokens of one or many responses, by kind.
package struct TokenAmounts: Sendable, Equatable {
    /// What a token was used for, in the order in which the kinds are shown.
    package enum Kind: Int, CaseIterable, Sendable {
        case input, output, cacheRead, cacheCreation

        /// The value of the label `kind`.
        package var label: String {
            switch self {
            case .input: "input"
            case .output: "output"
            case .cacheRead: "cache_read"
            case .cacheCreation: "cache_creation"
            }
        }
    }

    /// By the raw values of the kinds.
    private var numbers = SIMD4<Int64>(repeating: 0)

    package init() {}

    package init(input: Int64, output: Int64, cacheRead: Int64, cacheCreation: Int64) {
        numbers = SIMD4(input, output, cacheRead, cacheCreation)
    }

    package subscript(kind: Kind) -> Int64 {
        get { numbers[kind.rawValue] }
        set { numbers[kind.rawValue] = newValue }
    }

    package var isZero: Bool { numbers == SIMD4(repeating: 0) }

    package static func += (left: inout TokenAmounts, right: TokenAmounts) {
        left.numbers = left.numbers &+ right.numbers
    }

    package func encode(into writer: inout ByteWriter) {
        for kind in Kind.allCases { writer.put(self[kind]) }
    }

    package init(from reader: inout ByteReader) throws(UndecodableBytes) {
        for kind in Kind.allCases { self[kind] = try reader.amount() }
    }
}
