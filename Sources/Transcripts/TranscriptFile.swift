import LogTailing
import TeamTracking

/// What is remembered of one transcript between looks.
struct TranscriptFile: Sendable, Equatable {
    var checkpoint: FileCheckpoint {
        didSet {
            if checkpoint.origin != oldValue.origin { place = TranscriptPlace(checkpoint.origin.bytes) }
        }
    }
    private(set) var place: TranscriptPlace?
    /// What the records say of whose they are; the latest.
    var tags: AgentTags?
    /// The team whose member the session spawned last.
    var spawnedTeam: String?
    /// Of a sub-agent's transcript, once it could be read.
    var sidecar: Sidecar?
    /// Its responses count whatever their age.
    var countsHistory: Bool
    /// What was counted in it before it is known whose it is.
    var pending: OwnerTotals?

    init(_ checkpoint: FileCheckpoint, countsHistory: Bool) {
        self.checkpoint = checkpoint
        place = TranscriptPlace(checkpoint.origin.bytes)
        self.countsHistory = countsHistory
    }

    /// A sidecar that may still come is looked for.
    var wantsSidecar: Bool { sidecar == nil && place?.isSubagent == true }
}

// MARK: - Storing

extension TranscriptFile {
    func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.put(TranscriptPiece.version)
        writer.put(checkpoint.logName)
        writer.put(checkpoint.path.bytes)
        writer.put(checkpoint.identity.device)
        writer.put(checkpoint.identity.inode)
        writer.put(checkpoint.identity.birthNanoseconds != nil)
        writer.put(checkpoint.identity.birthNanoseconds ?? 0)
        writer.put(checkpoint.isFinished)
        writer.put(checkpoint.encodedPosition())
        writer.put(countsHistory)
        writer.put(tags != nil)
        if let tags {
            writer.put(tags.team)
            writer.put(tags.agent ?? "")
        }
        writer.put(spawnedTeam ?? "")
        encodeSidecar(into: &writer)
        writer.put(pending != nil)
        pending?.encode(into: &writer)
        return writer.bytes
    }

    private func encodeSidecar(into writer: inout ByteWriter) {
        switch sidecar {
        case nil: writer.put(UInt8(0))
        case .helper: writer.put(UInt8(1))
        case .teammate(let name):
            writer.put(UInt8(2))
            writer.put(name)
        }
    }

    init(_ fileID: Int, decoding bytes: [UInt8], bounds: Int) throws(UndecodableBytes) {
        var reader = ByteReader(bytes)
        guard try reader.byte() == TranscriptPiece.version else { throw UndecodableBytes() }
        self.init(try Self.checkpoint(fileID, &reader), countsHistory: try reader.flag())
        if try reader.flag() {
            let (team, agent) = (try reader.text(), try reader.text())
            tags = AgentTags(team: team, agent: agent.isEmpty ? nil : agent)
        }
        let team = try reader.text()
        spawnedTeam = team.isEmpty ? nil : team
        switch try reader.byte() {
        case 0: break
        case 1: sidecar = .helper
        case 2: sidecar = .teammate(name: try reader.text())
        default: throw UndecodableBytes()
        }
        if try reader.flag() { pending = try OwnerTotals(from: &reader, bounds: bounds) }
        guard reader.isAtEnd else { throw UndecodableBytes() }
    }

    private static func checkpoint(
        _ fileID: Int, _ reader: inout ByteReader
    ) throws(UndecodableBytes) -> FileCheckpoint {
        let (log, path) = (try reader.text(), try reader.array())
        let (device, inode) = (try reader.unsigned(), try reader.unsigned())
        let (hasBirth, birth) = (try reader.flag(), try reader.signed())
        let (isFinished, position) = (try reader.flag(), try reader.array())
        let checkpoint = FileCheckpoint(
            logName: log, fileID: fileID, path: BytePath(bytes: path),
            identity: FileIdentity(device: device, inode: inode, birthNanoseconds: hasBirth ? birth : nil),
            isFinished: isFinished, encodedPosition: position)
        guard let checkpoint else { throw UndecodableBytes() }
        return checkpoint
    }
}
