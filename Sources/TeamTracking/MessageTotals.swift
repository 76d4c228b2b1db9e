import TeamState

/// Everything about messages that only grows: what counters and histograms show.
package struct MessageTotals: Sendable, Equatable {
    package struct Pair: Hashable, Sendable {
        package let from: String
        package let to: String
    }

    package struct ResponsePair: Hashable, Sendable {
        package let pair: Pair
        package let kind: ResponseKind
    }

    /// By pair, then by class in the order of `MessageType.Class.allCases`.
    package internal(set) var messages: [Pair: [Int64]] = [:]
    package internal(set) var deliveries: [Pair: DurationTally] = [:]
    package internal(set) var responses: [ResponsePair: DurationTally] = [:]
    package internal(set) var unobserved: [UnobservedReason: Int64] = [:]
    package internal(set) var unanswered: [UnansweredReason: Int64] = [:]
    /// Messages of the harness whose type is in no list of ours.
    package internal(set) var unknownTypes: Int64 = 0
    /// Messages whose time is more than 5 s ahead.
    package internal(set) var aheadOfClock: Int64 = 0

    init() {}

    /// Makes the series of a pair known at 0.
    mutating func prepare(_ pair: Pair, deliveryBounds: Int, responseBounds: Int) {
        if messages[pair] == nil {
            messages[pair] = Array(repeating: 0, count: MessageType.Class.allCases.count)
        }
        if deliveries[pair] == nil { deliveries[pair] = DurationTally(bounds: deliveryBounds) }
        for kind in ResponseKind.allCases {
            let key = ResponsePair(pair: pair, kind: kind)
            if responses[key] == nil { responses[key] = DurationTally(bounds: responseBounds) }
        }
    }

    mutating func count(_ type: MessageType, _ pair: Pair) {
        let place = Self.places[type.messageClass] ?? 0
        messages[pair, default: Array(repeating: 0, count: Self.places.count)][place] += 1
    }

    mutating func observeDelivery(milliseconds: Int64, _ pair: Pair, bounds: [Double]) {
        deliveries[pair, default: DurationTally(bounds: bounds.count)]
            .observe(milliseconds: milliseconds, bounds: bounds)
    }

    mutating func observeResponse(milliseconds: Int64, _ key: ResponsePair, bounds: [Double]) {
        responses[key, default: DurationTally(bounds: bounds.count)]
            .observe(milliseconds: milliseconds, bounds: bounds)
    }

    /// Ends all series that name a team which gave up its label.
    mutating func drop(team: String) {
        messages = messages.filter { $0.key.from != team && $0.key.to != team }
        deliveries = deliveries.filter { $0.key.from != team && $0.key.to != team }
        responses = responses.filter { $0.key.pair.from != team && $0.key.pair.to != team }
    }

    private static let places: [MessageType.Class: Int] = Dictionary(
        uniqueKeysWithValues: zip(MessageType.Class.allCases, 0...))
}

// MARK: - Storing

extension MessageTotals {
    func encode(into writer: inout ByteWriter) {
        writer.put(UInt64(messages.count))
        for (pair, counts) in messages {
            pair.encode(into: &writer)
            for count in counts { writer.put(count) }
        }
        writer.put(UInt64(deliveries.count))
        for (pair, tally) in deliveries {
            pair.encode(into: &writer)
            tally.encode(into: &writer)
        }
        writer.put(UInt64(responses.count))
        for (key, tally) in responses {
            key.pair.encode(into: &writer)
            writer.put(key.kind.rawValue)
            tally.encode(into: &writer)
        }
        for reason in UnobservedReason.allCases { writer.put(unobserved[reason] ?? 0) }
        for reason in UnansweredReason.allCases { writer.put(unanswered[reason] ?? 0) }
        writer.put(unknownTypes)
        writer.put(aheadOfClock)
    }

    /// Tallies with other bounds than those of now are left out: they count something else.
    init(
        from reader: inout ByteReader, deliveryBounds: Int, responseBounds: Int
    ) throws(UndecodableBytes) {
        for _ in 0..<(try reader.count()) {
            let pair = try Pair(from: &reader)
            var counts: [Int64] = []
            for _ in Self.places { counts.append(try reader.amount()) }
            messages[pair] = counts
        }
        for _ in 0..<(try reader.count()) {
            let pair = try Pair(from: &reader)
            let tally = try DurationTally(from: &reader)
            if tally.counts.count == deliveryBounds + 1 { deliveries[pair] = tally }
        }
        for _ in 0..<(try reader.count()) {
            let pair = try Pair(from: &reader)
            guard let kind = ResponseKind(rawValue: try reader.byte()) else { throw UndecodableBytes() }
            let tally = try DurationTally(from: &reader)
            if tally.counts.count == responseBounds + 1 {
                responses[ResponsePair(pair: pair, kind: kind)] = tally
            }
        }
        for reason in UnobservedReason.allCases {
            let amount = try reader.amount()
            if amount > 0 { unobserved[reason] = amount }
        }
        for reason in UnansweredReason.allCases {
            let amount = try reader.amount()
            if amount > 0 { unanswered[reason] = amount }
        }
        unknownTypes = try reader.amount()
        aheadOfClock = try reader.amount()
    }
}

extension MessageTotals.Pair {
    fileprivate func encode(into writer: inout ByteWriter) {
        writer.put(from)
        writer.put(to)
    }

    fileprivate init(from reader: inout ByteReader) throws(UndecodableBytes) {
        from = try reader.text()
        to = try reader.text()
    }
}
