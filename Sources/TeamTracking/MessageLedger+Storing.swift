/// Storing the bookkeeping piece by piece, and taking it up again.
extension MessageLedger {
    /// Whether there is something that is not stored yet.
    package var hasChanges: Bool { !dirty.isEmpty }

    /// The pieces whose stored form is out of date, the counters among them; from now on they count as stored.
    ///
    /// - Parameter everything: all pieces there are, for a store that has lost what it had.
    package mutating func takeChanges(everything: Bool = false) -> [StateChange] {
        defer { dirty = [] }
        guard everything else { return dirty.map { StateChange(name: $0.name, bytes: encoded($0)) } }
        var pieces: [StatePiece] = [.totals]
        for (key, book) in books {
            pieces.append(.team(key))
            pieces += book.inboxes.keys.map { .inbox(key, recipient: $0) }
        }
        return pieces.map { StateChange(name: $0.name, bytes: encoded($0)) }
    }

    private func encoded(_ piece: StatePiece) -> [UInt8]? {
        switch piece {
        case .totals: encodedTotals()
        case .team(let key): books[key]?.encode()
        case .inbox(let key, let recipient): books[key]?.inboxes[recipient]?.encode()
        case .tasks, .agents: nil
        }
    }

    /// Takes up what an earlier run stored. Without counters that can be read there is no earlier run.
    ///
    /// A piece that cannot be read is as if its files had never been looked at.
    package init(settings: LedgerSettings = LedgerSettings(), restoring stored: [StateChange]) {
        self.init(settings: settings)
        let pieces = stored.compactMap { change in
            StatePiece(name: change.name).flatMap { piece in change.bytes.map { (piece, $0) } }
        }
        guard let totals = pieces.first(where: { $0.0 == .totals })?.1, restoreTotals(totals) else { return }
        for (piece, bytes) in pieces { restore(piece, bytes) }
    }

    private mutating func restore(_ piece: StatePiece, _ bytes: [UInt8]) {
        switch piece {
        case .totals, .tasks, .agents: break
        case .team(let key):
            // Unreadable: the team begins without open questions and without former members.
            do { try books[key, default: TeamBook(confirmedMs: 0)].restore(bytes) } catch {
                dirty.insert(piece)
            }
        case .inbox(let key, let recipient):
            books[key, default: TeamBook(confirmedMs: 0)].inboxes[recipient] = InboxBook(restoring: bytes)
        }
    }

    private func encodedTotals() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(StatePiece.version)
        let known = Set(roots.keys).union(restoredRoots)
        for list in [known.sorted(), labels.admitted, formerTeams] {
            writer.put(UInt64(list.count))
            for text in list { writer.put(text) }
        }
        totals.encode(into: &writer)
        return writer.bytes
    }

    private mutating func restoreTotals(_ bytes: [UInt8]) -> Bool {
        do throws(UndecodableBytes) {
            var reader = ByteReader(bytes)
            guard try reader.byte() == StatePiece.version else { return false }
            let (roots, names, former) = (
                try Self.texts(&reader), try Self.texts(&reader), try Self.texts(&reader)
            )
            let totals = try MessageTotals(
                from: &reader, deliveryBounds: settings.deliveryBounds.count,
                responseBounds: settings.responseBounds.count)
            guard reader.isAtEnd else { return false }
            restoredRoots = Set(roots)
            labels.restore(names)
            formerTeams = former.suffix(Self.maxFormerTeams)
            self.totals = totals
            return true
        } catch { return false }
    }

    private static func texts(_ reader: inout ByteReader) throws(UndecodableBytes) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try reader.count()) { texts.append(try reader.text()) }
        return texts
    }
}

extension InboxBook {
    /// Bytes that cannot be read make an inbox of which nothing is known: its messages are backlog.
    fileprivate init(restoring bytes: [UInt8]) {
        do {
            try self.init(decoding: bytes)
        } catch {
            self.init()
            pendingOrigin = .backlog
        }
    }
}
