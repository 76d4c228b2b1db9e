import TeamTracking

/// What a stored piece is about; its first byte names the kind. Small letters: the books of messages use capital ones.
enum TranscriptPiece: Hashable {
    case header
    case file(Int)
    case page(UInt32)
    case owner(TranscriptOwner)

    /// Of the encoding of all pieces: another one is not read.
    static let version: UInt8 = 1

    var name: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .header: writer.put(UInt8(ascii: "h"))
        case .file(let number):
            writer.put(UInt8(ascii: "f"))
            writer.put(UInt64(number))
        case .page(let number):
            writer.put(UInt8(ascii: "p"))
            writer.put(UInt64(number))
        case .owner(let owner):
            writer.put(UInt8(ascii: "o"))
            owner.encode(into: &writer)
        }
        return writer.bytes
    }

    /// Nil for a name that is none of ours.
    init?(name: [UInt8]) {
        var reader = ByteReader(name)
        do throws(UndecodableBytes) {
            switch try reader.byte() {
            case UInt8(ascii: "h"): self = .header
            case UInt8(ascii: "f"): self = .file(Int(clamping: try reader.unsigned()))
            case UInt8(ascii: "p"): self = .page(UInt32(clamping: try reader.unsigned()))
            case UInt8(ascii: "o"): self = .owner(try TranscriptOwner(from: &reader))
            default: return nil
            }
        } catch { return nil }
        guard reader.isAtEnd else { return nil }
    }
}

/// Storing the books piece by piece, and taking them up again.
extension TranscriptBook {
    /// The pieces whose stored form is out of date; from now on they count as stored.
    mutating func takeChanges(everything: Bool) -> [StateChange] {
        let pieces = everything ? allPieces() : changedPieces()
        changes = Changes()
        memory.didTakeChanges()
        return pieces.map { StateChange(name: $0.name, bytes: encoded($0)) }
    }

    private func changedPieces() -> [TranscriptPiece] {
        let pieces: [TranscriptPiece] =
            changes.files.sorted().map { .file($0) } + changes.owners.map { .owner($0) }
            + memory.changedPages.sorted().map { .page($0) }
        return pieces.isEmpty && !changes.isHeaderChanged ? [] : pieces + [.header]
    }

    private func allPieces() -> [TranscriptPiece] {
        files.keys.map { .file($0) } + owners.keys.map { .owner($0) } + memory.pageNumbers.map { .page($0) }
            + [.header]
    }

    private func encoded(_ piece: TranscriptPiece) -> [UInt8]? {
        switch piece {
        case .header: encodedHeader()
        case .file(let number): files[number]?.encode()
        case .page(let number): memory.encodedPage(number)
        case .owner(let owner): owners[owner].map(Self.encoded)
        }
    }

    private static func encoded(_ totals: OwnerTotals) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(TranscriptPiece.version)
        totals.encode(into: &writer)
        return writer.bytes
    }

    private func encodedHeader() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(TranscriptPiece.version)
        writer.put(hasCaughtUp)
        writer.put(memory.forgottenMs != nil)
        writer.put(memory.forgottenMs ?? 0)
        writer.put(UInt64(rootStarts.count))
        for (root, startMs) in rootStarts {
            writer.put(root)
            writer.put(startMs)
        }
        for reason in SkipReason.allCases { writer.put(skipped[reason] ?? 0) }
        readFaults.encode(into: &writer)
        return writer.bytes
    }
}

// MARK: - Restoring

extension TranscriptBook {
    /// Takes up what an earlier run stored. Without a header that can be read there is no earlier run.
    ///
    /// A file's piece that cannot be read makes a file of which nothing was read; its responses are known all the same.
    mutating func restore(_ stored: [StateChange]) {
        let pieces = stored.compactMap { change in
            TranscriptPiece(name: change.name).flatMap { piece in change.bytes.map { (piece, $0) } }
        }
        guard let header = pieces.first(where: { $0.0 == .header })?.1,
            let forgottenMs = restoreHeader(header)
        else { return }
        for (piece, bytes) in pieces {
            do throws(UndecodableBytes) { try restore(piece, bytes) } catch { drop(piece) }
        }
        memory.didRestore(forgottenMs: forgottenMs > 0 ? forgottenMs : nil)
    }

    /// - Returns: the time of the latest forgotten response, 0 for none; nil when the header cannot be read.
    private mutating func restoreHeader(_ bytes: [UInt8]) -> Int64? {
        do throws(UndecodableBytes) {
            var reader = ByteReader(bytes)
            guard try reader.byte() == TranscriptPiece.version else { return nil }
            let (caughtUp, hasForgotten, forgottenMs) =
                (try reader.flag(), try reader.flag(), try reader.amount())
            var starts: [String: Int64] = [:]
            for _ in 0..<(try reader.count()) {
                let root = try reader.text()
                starts[root] = try reader.amount()
            }
            var counts: [SkipReason: Int64] = [:]
            for reason in SkipReason.allCases { counts[reason] = try reader.amount() }
            // Versions before 0.2 ended here.
            let faults = reader.isAtEnd ? ReadFaults() : try ReadFaults(from: &reader)
            guard reader.isAtEnd else { return nil }
            (hasCaughtUp, rootStarts, readFaults) = (caughtUp, starts, faults)
            restore(skipped: counts)
            return hasForgotten ? forgottenMs : 0
        } catch { return nil }
    }

    private mutating func restore(_ piece: TranscriptPiece, _ bytes: [UInt8]) throws(UndecodableBytes) {
        switch piece {
        case .header: break
        case .file(let number):
            let file = try TranscriptFile(number, decoding: bytes, bounds: bounds.count)
            files[number] = file
            if let place = file.place, !place.isSubagent { sessions[place.session] = number }
            if file.pending != nil { waiting.insert(number) }
        case .page(let number): try memory.restorePage(number, bytes)
        case .owner(let owner):
            var reader = ByteReader(bytes)
            guard try reader.byte() == TranscriptPiece.version else { throw UndecodableBytes() }
            let totals = try OwnerTotals(from: &reader, bounds: bounds.count)
            guard reader.isAtEnd else { throw UndecodableBytes() }
            restore(owner: owner, totals)
        }
    }

    /// What cannot be read is of no use in the store either.
    private mutating func drop(_ piece: TranscriptPiece) {
        switch piece {
        case .file(let number): changes.files.insert(number)
        case .owner(let owner): changes.owners.insert(owner)
        case .header, .page: changes.isHeaderChanged = true
        }
    }
}
