/// What a match does to its series.
package enum RuleAction: Sendable, Equatable {
    /// A counter goes up by one.
    case count
    /// A counter goes up by the value.
    case add(MeasuredValue)
    /// A gauge takes the value.
    case set(MeasuredValue)
    /// A gauge goes up, by one or by the value.
    case increase(MeasuredValue?)
    /// A gauge goes down, by one or by the value.
    case decrease(MeasuredValue?)
    /// A histogram takes the value in.
    case observe(MeasuredValue)

    var value: MeasuredValue? {
        switch self {
        case .count: nil
        case .add(let value), .set(let value), .observe(let value): value
        case .increase(let value), .decrease(let value): value
        }
    }

    /// Counters and sums of histograms must not fall.
    var allowsNegative: Bool {
        switch self {
        case .count, .add, .observe: false
        case .set, .increase, .decrease: true
        }
    }
}

/// Where the number comes from that a match adds, sets or observes.
package struct MeasuredValue: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        case fixed(Double)
        case capture(Rule.Capture)
    }

    package let source: Source
    package let reader: QuantityReader
}

/// Texts that stand for other texts: what programs write, in the words that a label is to have.
package struct ValueMap: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let from: [UInt8]
        let to: [UInt8]
    }

    let entries: [Entry]
    /// For every text that no entry names; `nil` leaves such a text as it is.
    let other: [UInt8]?

    /// `nil` when the text stays as it is. Maps are short, so entries are compared one by one.
    func replacement(for text: Span<UInt8>) -> [UInt8]? {
        for entry in entries where entry.from.count == text.count && isEqual(entry.from.span, text) {
            return entry.to
        }
        return other
    }

    private func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
