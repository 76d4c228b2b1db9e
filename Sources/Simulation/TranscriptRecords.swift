/// What all records of a transcript have.
struct RecordHead {
    var sessionId: String
    var cwd: String
    /// Of a teammate that lives in the process of its lead.
    var agentId: String?
}

/// A line that is no part of the conversation; a transcript begins with one.
struct ModeRecord: Encodable {
    var type = "permission-mode"
    var permissionMode = "default"
    var sessionId: String
}

/// One line of `projects/<slug>/<session>.jsonl`, in the shape that the agents' own program writes.
struct TranscriptRecord: Encodable {
    var type: String
    var subtype: String?
    var uuid: String
    var timestamp: String
    var sessionId: String
    var cwd: String
    var agentId: String?
    var isSidechain: Bool
    var userType = "external"
    var version = "2.1.60"
    var gitBranch = "main"
    var requestId: String?
    var durationMs: Int64?
    var message: TranscriptMessage?
    var toolUseResult: SpawnResult?

    init(_ type: String, uuid: String, timeMs: Int64, head: RecordHead) {
        self.type = type
        self.uuid = uuid
        timestamp = CivilTime(epochMs: timeMs).iso
        sessionId = head.sessionId
        cwd = head.cwd
        agentId = head.agentId
        isSidechain = head.agentId != nil
    }
}

struct TranscriptMessage: Encodable {
    struct Block: Encodable {
        var type = "text"
        var text: String
    }

    struct Usage: Encodable {
        var input_tokens: Int
        var output_tokens: Int
        var cache_read_input_tokens: Int
        var cache_creation_input_tokens: Int
    }

    var id: String?
    var type = "message"
    var role: String
    var model: String?
    var content: [Block]
    var usage: Usage?
}

/// What the lead is told of a teammate that it started.
struct SpawnResult: Encodable {
    var status = "teammate_spawned"
    var agent_id: String
    var name: String
    var team_name: String
}

/// `agent-<hex>.meta.json` beside the transcript of a teammate in the process of its lead.
struct TeammateSidecar: Encodable {
    var agentType = "general-purpose"
    var description: String
    var name: String
    var spawnDepth = 1
}
