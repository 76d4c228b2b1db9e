import FoundationEssentials

/// `teams/<team>/config.json`, in the shape that the agents' own program writes.
struct ConfigFile: Encodable {
    var name: String
    var description: String
    var createdAt: Int64
    var leadAgentId: String
    var leadSessionId: String
    var members: [ConfigMember]
}

struct ConfigMember: Encodable {
    var agentId: String
    var name: String
    var agentType: String
    var model: String
    var joinedAt: Int64
    var tmuxPaneId: String
    var cwd: String
    var subscriptions: [String] = []
    var prompt: String?
    var color: String?
    var planModeRequired: Bool?
    var backendType: String?
    var isActive: Bool?
}

/// One element of `teams/<team>/inboxes/<agent>.json`.
struct InboxMessage: Encodable {
    var from: String
    var text: String
    var timestamp: String
    var read: Bool
    var summary: String?
    var color: String?
}

/// A message in an inbox, and when it was put there.
struct HeldMessage {
    var message: InboxMessage
    let sentMs: Int64
}

/// The JSON inside the `text` of an idle notification.
struct IdleNotification: Encodable {
    var type = "idle_notification"
    var from: String
    var timestamp: String
    var idleReason = "available"
}

/// `tasks/<team>/<id>.json`.
struct TaskFile: Encodable {
    var id: String
    var subject: String
    var description: String
    var activeForm: String
    var status: TaskStatus
    var owner: String?
    var blocks: [String] = []
    var blockedBy: [String] = []
}

enum TaskStatus: String, Encodable {
    case pending
    case inProgress = "in_progress"
    case completed
}

/// Encodes a file's content; keys are sorted, so that the same seed gives the same bytes.
func encodeJSON(_ value: some Encodable, path: String, pretty: Bool = true) throws(SimulationError) -> [UInt8]
{
    let encoder = JSONEncoder()
    encoder.outputFormatting =
        pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys]
    do {
        return Array(try encoder.encode(value))
    } catch {
        throw .encoding(path: path, reason: "\(error)")
    }
}
