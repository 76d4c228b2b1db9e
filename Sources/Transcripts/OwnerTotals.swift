import MetricModel
package import TeamTracking

/// What was counted of one agent, or waits to be counted until it is known whose it is.
package struct OwnerTotals: Sendable, Equatable {
    /// By model.
    package private(set) var tokens: [String: TokenAmounts] = [:]
    package private(set) var turns: DurationTally
    /// The latest time that a record of the agent bears.
    package private(set) var latestMs: Int64?
    /// When something was last added, by the clock of this machine.
    var changedMs: Int64 = 0

    /// Models beyond these share one entry: an agent uses a handful.
    static let maxModels = 8
    static let otherModel = "other"

    /// - Parameter bounds: how many bounds the buckets of turns have.
    init(bounds: Int) { turns = DurationTally(bounds: bounds) }

    mutating func add(_ amounts: TokenAmounts, model: String) {
        let model = LabelBytes.cleaned(model)
        let hasRoom = tokens[model] != nil || tokens.count < Self.maxModels
        tokens[hasRoom ? model : Self.otherModel, default: TokenAmounts()] += amounts
    }

    mutating func observe(turnMs: Int64, bounds: [Double]) {
        turns.observe(milliseconds: turnMs, bounds: bounds)
    }

    mutating func note(latestMs new: Int64) { latestMs = max(latestMs ?? new, new) }

    mutating func add(_ other: OwnerTotals) {
        for (model, amounts) in other.tokens { add(amounts, model: model) }
        turns.add(other.turns)
        if let latestMs = other.latestMs { note(latestMs: latestMs) }
        changedMs = max(changedMs, other.changedMs)
    }

    func encode(into writer: inout ByteWriter) {
        writer.put(latestMs ?? 0)
        writer.put(changedMs)
        writer.put(UInt64(tokens.count))
        for (model, amounts) in tokens {
            writer.put(model)
            amounts.encode(into: &writer)
        }
        turns.encode(into: &writer)
    }

    /// Turns with other bounds than those of now are left out: they count something else.
    init(from reader: inout ByteReader, bounds: Int) throws(UndecodableBytes) {
        let latest = try reader.amount()
        latestMs = latest > 0 ? latest : nil
        changedMs = try reader.amount()
        for _ in 0..<(try reader.count()) {
            let model = try reader.text()
            tokens[model] = try TokenAmounts(from: &reader)
        }
        let turns = try DurationTally(from: &reader)
        self.turns = turns.counts.count == bounds + 1 ? turns : DurationTally(bounds: bounds)
    }
}
