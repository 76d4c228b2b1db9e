/// One element of an inbox: what bookkeeping needs of it, 32 bytes, and of its text no more than a hash.
package struct InboxMessage: Sendable, Equatable {
    /// Of sender, time and text. Equal messages have equal ones: only their order tells them apart.
    package let fingerprint: UInt64
    private let sentMsOrMinimum: Int64
    private let requestHashOrZero: UInt64
    private let senderOrMinusOne: Int32
    package let type: MessageType
    package let isRead: Bool

    /// - Parameters:
    ///   - sender: place in `Inbox.senders`.
    ///   - requestHash: of the request id that a request and its answer share.
    package init(
        fingerprint: UInt64, sentMs: Int64?, sender: Int?, type: MessageType, requestHash: UInt64? = nil,
        isRead: Bool
    ) {
        self.fingerprint = fingerprint
        sentMsOrMinimum = sentMs ?? .min
        requestHashOrZero = requestHash ?? 0
        senderOrMinusOne = sender.flatMap { Int32(exactly: $0) } ?? -1
        self.type = type
        self.isRead = isRead
    }

    /// When it was sent, by its writer's clock; nil when it does not say, or not in a way that can be read.
    package var sentMs: Int64? { sentMsOrMinimum == .min ? nil : sentMsOrMinimum }

    package var requestHash: UInt64? { requestHashOrZero == 0 ? nil : requestHashOrZero }

    /// Place in `Inbox.senders`; nil when it names no sender.
    package var sender: Int? { senderOrMinusOne < 0 ? nil : Int(senderOrMinusOne) }
}

/// One element of an inbox as written.
struct MessageDocument: Decodable {
    let from: String?
    let sourceTeam: String?
    let sentMs: Int64?
    let fingerprint: UInt64
    let type: MessageType
    let requestHash: UInt64?
    let isRead: Bool
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        from = object.string("from")
        let sourceTeam = object.string("sourceTeam", "source_team")
        self.sourceTeam = sourceTeam?.isEmpty == false ? sourceTeam : nil
        sentMs = object.epochMilliseconds("timestamp")
        isRead = object.bool("read") ?? false
        let text = object.string("text", "content") ?? ""
        let envelope = ProtocolEnvelope(text: text)
        type = envelope?.type ?? .prose
        requestHash = envelope?.requestHash
        fingerprint = Self.fingerprint(
            from: from, sentMs: sentMs, time: object.plainText("timestamp"), text: text)
        typeFaults = object.typeFaults
    }

    /// A time that can be read counts as itself, however it is written; else its text counts.
    private static func fingerprint(from: String?, sentMs: Int64?, time: String?, text: String) -> UInt64 {
        var hash = StableHash()
        hash.add(from ?? "")
        if let sentMs { hash.add(sentMs) } else { hash.add(time ?? "") }
        hash.add(text)
        return hash.value
    }
}

/// The harness's own message inside a text, with the two fields that matter.
private struct ProtocolEnvelope {
    let type: MessageType
    let requestHash: UInt64?

    /// Nil for prose: the text is no JSON object with a string `type`.
    init?(text: String) {
        let start = text.utf8.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard start == UInt8(ascii: "{"),
            case .document(let fields) = StateDecoder().decode(Fields.self, from: Array(text.utf8)),
            let name = fields.type
        else { return nil }
        type = MessageType(named: name, idleReason: fields.idleReason)
        requestHash = type.isRequest || type.isResponse ? fields.requestID.map(Self.hash) : nil
    }

    private static func hash(of id: String) -> UInt64 {
        var hash = StableHash()
        hash.add(id)
        return max(1, hash.value)
    }

    private struct Fields: Decodable {
        let type: String?
        let requestID: String?
        let idleReason: String?

        init(from decoder: any Decoder) throws {
            var object = try LenientObject(from: decoder)
            type = object.string("type")
            requestID = object.identifier("requestId", "request_id")
            idleReason = object.string("idleReason", "idle_reason")
        }
    }
}
