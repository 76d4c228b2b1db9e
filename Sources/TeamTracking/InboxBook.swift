import TeamState

/// Since when the messages of an inbox are watched, which decides what can be said of their latency.
enum SightOrigin: UInt8, Sendable {
    /// This is the first look at all: what is there is of any age.
    case backlog
    /// The first look of this run at what an earlier run knew.
    case afterRestart
    /// There was a look shortly before.
    case watched
}

/// What is remembered of one inbox between looks: its sequence of fingerprints, and what became of each message.
struct InboxBook: Sendable, Equatable {
    /// What became of one message.
    struct Mark: OptionSet, Sendable {
        let rawValue: UInt8

        static let read = Mark(rawValue: 1)
        /// Its latency was observed, or never will be.
        static let settled = Mark(rawValue: 2)
    }

    /// One message that was seen read, and between which delays that happened.
    struct Pickup: Equatable {
        /// In the inbox as it is now.
        let place: Int
        let lowerMs: Int64
        let upperMs: Int64
    }

    /// What a look found.
    struct Change: Equatable {
        /// Places of the messages that were not there before.
        var arrivals: [Int] = []
        var pickups: [Pickup] = []
        var unobserved: [UnobservedReason: Int64] = [:]
        /// Messages that were there before are gone.
        var isRewritten = false
        /// Something has to be stored.
        var isNews = false
    }

    private(set) var fingerprints: [UInt64] = []
    private(set) var marks: [Mark] = []
    /// When the content was last known, while it cannot be; nil while it is known.
    private(set) var knownUntilMs: Int64?
    /// What the next good look is, when it is not one of a row.
    var pendingOrigin: SightOrigin?
    /// Since when there is no such file.
    var missingSinceMs: Int64?

    /// Longer sequences are not stored; after a restart such an inbox is backlog.
    static let maxStoredMessages = 100_000

    init() {}

    /// Messages whose latency is still open.
    var openCount: Int { marks.count { !$0.contains(.settled) } }

    /// Notes that the present content cannot be read; `lastGoodMs` is when it last could.
    mutating func miss(lastGoodMs: Int64, origin: SightOrigin) {
        missingSinceMs = nil
        if knownUntilMs == nil { knownUntilMs = lastGoodMs }
        // What this look could not be, the next good one is.
        if origin != .watched, pendingOrigin == nil { pendingOrigin = origin }
    }

    /// Takes in the present content.
    ///
    /// - Parameters:
    ///   - confirmedMs: when the inbox was last known to be as remembered, unless it could not be read since.
    ///   - lateMs: how much older than that look a new message may be.
    mutating func take(
        _ messages: [InboxMessage], origin: SightOrigin, nowMs: Int64, confirmedMs: Int64, lateMs: Int64
    ) -> Change {
        let look = Look(
            origin: pendingOrigin ?? origin, nowMs: nowMs, lastGoodMs: knownUntilMs ?? confirmedMs,
            lateMs: lateMs)
        (pendingOrigin, knownUntilMs, missingSinceMs) = (nil, nil, nil)
        let prints = messages.map(\.fingerprint)
        let alignment = SequenceAlignment(old: fingerprints, new: prints)
        var change = Change()
        var newMarks: [Mark] = []
        newMarks.reserveCapacity(messages.count)
        for (place, message) in messages.enumerated() {
            if let old = alignment.places[place] {
                newMarks.append(
                    look.continued(marks[old], as: message, at: place, change: &change))
            } else {
                change.arrivals.append(place)
                newMarks.append(look.first(message, at: place, change: &change))
            }
        }
        for old in alignment.removed where !marks[old].contains(.settled) {
            change.unobserved[.removed, default: 0] += 1
        }
        change.isRewritten = !alignment.removed.isEmpty
        change.isNews = prints != fingerprints || newMarks != marks
        (fingerprints, marks) = (prints, newMarks)
        return change
    }
}

/// One look at one inbox: judges messages one by one. Pure.
private struct Look {
    let origin: SightOrigin
    let nowMs: Int64
    let lastGoodMs: Int64
    let lateMs: Int64

    /// Clocks of writers may be this far ahead.
    private static let toleratedSkewMs: Int64 = 5000

    /// A message that was there before.
    func continued(
        _ mark: InboxBook.Mark, as message: InboxMessage, at place: Int, change: inout InboxBook.Change
    ) -> InboxBook.Mark {
        guard message.isRead else { return mark.subtracting(.read) }
        guard !mark.contains(.settled) else { return mark.union(.read) }
        if origin == .afterRestart {
            change.unobserved[.notRunning, default: 0] += 1
        } else if let sentMs = message.sentMs {
            change.pickups.append(
                .init(place: place, lowerMs: max(0, lastGoodMs - sentMs), upperMs: max(0, nowMs - sentMs)))
        }
        return [.read, .settled]
    }

    /// A message that was not there before.
    func first(
        _ message: InboxMessage, at place: Int, change: inout InboxBook.Change
    ) -> InboxBook.Mark {
        let read: InboxBook.Mark = message.isRead ? .read : []
        if let reason = unobservable(message) {
            change.unobserved[reason, default: 0] += 1
            return read.union(.settled)
        }
        guard message.isRead, let sentMs = message.sentMs else { return [] }
        change.pickups.append(.init(place: place, lowerMs: 0, upperMs: max(0, nowMs - sentMs)))
        return [.read, .settled]
    }

    private func unobservable(_ message: InboxMessage) -> UnobservedReason? {
        switch origin {
        case .backlog: return .backlog
        case .afterRestart: return .notRunning
        case .watched: break
        }
        guard let sentMs = message.sentMs else { return .noTimestamp }
        if sentMs > nowMs + Self.toleratedSkewMs { return .future }
        return sentMs < lastGoodMs - lateMs ? .late : nil
    }
}

// MARK: - Storing

extension InboxBook {
    func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(StatePiece.version)
        let isStored = fingerprints.count <= Self.maxStoredMessages && pendingOrigin != .backlog
        writer.put(isStored)
        guard isStored else { return writer.bytes }
        writer.put(UInt64(fingerprints.count))
        for fingerprint in fingerprints { writer.putWhole(fingerprint) }
        for mark in marks { writer.put(mark.rawValue) }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == StatePiece.version else { throw UndecodableBytes() }
        guard try reader.flag() else {
            pendingOrigin = .backlog
            return
        }
        let count = try reader.count(width: 9)
        for _ in 0..<count { fingerprints.append(try reader.whole()) }
        for _ in 0..<count { marks.append(Mark(rawValue: try reader.byte())) }
        guard reader.isAtEnd else { throw UndecodableBytes() }
    }
}
