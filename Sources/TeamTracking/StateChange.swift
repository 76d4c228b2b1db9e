/// One named piece of the trackers' state that is to be stored, or to go.
///
/// All pieces of one take belong together: they are stored in one transaction or not at all.
package struct StateChange: Sendable, Equatable {
    package let name: [UInt8]
    /// Nil: the piece goes.
    package let bytes: [UInt8]?

    package init(name: [UInt8], bytes: [UInt8]?) {
        self.name = name
        self.bytes = bytes
    }
}

/// What a piece of state is about; its first bytes name the kind and the format's version.
enum StatePiece: Hashable, Sendable {
    case totals
    case team(TeamKey)
    case inbox(TeamKey, recipient: [UInt8])
    case tasks(TeamKey)
    case agents(TeamKey)

    /// Of the encoding of all pieces: another one is not read.
    static let version: UInt8 = 1

    var name: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .totals: writer.put(UInt8(ascii: "T"))
        case .team(let key): Self.put(UInt8(ascii: "G"), key, into: &writer)
        case .tasks(let key): Self.put(UInt8(ascii: "K"), key, into: &writer)
        case .agents(let key): Self.put(UInt8(ascii: "A"), key, into: &writer)
        case .inbox(let key, let recipient):
            Self.put(UInt8(ascii: "I"), key, into: &writer)
            writer.put(recipient)
        }
        return writer.bytes
    }

    /// Nil for a name that is none of ours.
    init?(name: [UInt8]) {
        var reader = ByteReader(name)
        do throws(UndecodableBytes) {
            switch try reader.byte() {
            case UInt8(ascii: "T"): self = .totals
            case UInt8(ascii: "G"): self = .team(try TeamKey(from: &reader))
            case UInt8(ascii: "K"): self = .tasks(try TeamKey(from: &reader))
            case UInt8(ascii: "A"): self = .agents(try TeamKey(from: &reader))
            case UInt8(ascii: "I"): self = .inbox(try TeamKey(from: &reader), recipient: try reader.array())
            default: return nil
            }
        } catch { return nil }
        guard reader.isAtEnd else { return nil }
    }

    private static func put(_ kind: UInt8, _ key: TeamKey, into writer: inout ByteWriter) {
        writer.put(kind)
        key.encode(into: &writer)
    }
}
