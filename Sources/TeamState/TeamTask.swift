/// One entry of a team's task list.
package struct TeamTask: Sendable, Equatable {
    package enum Status: String, Sendable, Equatable, CaseIterable {
        case pending
        case inProgress = "in_progress"
        case completed, deleted, other
    }

    package var id: String?
    package var status: Status
    /// Short name of the agent that works on it.
    package var owner: String?
    /// A spawned teammate's own entry, `in_progress` for ever: not work.
    package var isInternal: Bool
    package var createdAtMs: Int64?
    package var updatedAtMs: Int64?
    /// Ids of the tasks that must be done before.
    package var blockedBy: [String]

    package init(
        id: String? = nil, status: Status, owner: String? = nil, isInternal: Bool = false,
        createdAtMs: Int64? = nil, updatedAtMs: Int64? = nil, blockedBy: [String] = []
    ) {
        self.id = id
        self.status = status
        self.owner = owner
        self.isInternal = isInternal
        self.createdAtMs = createdAtMs
        self.updatedAtMs = updatedAtMs
        self.blockedBy = blockedBy
    }

    package var isWorkInProgress: Bool { status == .inProgress && !isInternal }
}

/// `tasks/<team>/<N>.json`, one task; or `tasks.json`, a list of them.
struct TaskDocument: StateDocument {
    static let source = ReadErrorKey.Source.task
    private static let listName = PathBytes("tasks.json")

    /// The list counts only where no numbered file exists.
    static func selection(of names: [PathBytes]) -> [PathBytes] {
        let numbered = names.filter(\.isNumberedJSON)
        return numbered.isEmpty ? names.filter { $0 == listName } : numbered
    }

    private let single: TeamTask
    private let listed: [TeamTask]
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        let document = try TaskEntryDocument(from: decoder)
        var object = try LenientObject(from: decoder)
        let entries = object.elements("tasks", as: TaskEntryDocument.self)
        single = document.task
        listed = entries.map(\.task)
        typeFaults = entries.reduce(document.typeFaults + object.typeFaults) { $0 + $1.typeFaults }
    }

    /// A task without an id has that of its file.
    func value(named name: PathBytes) -> [TeamTask] {
        guard name != Self.listName else { return listed }
        var task = single
        task.id = task.id ?? name.jsonStem.map { String(decoding: $0, as: UTF8.self) }
        return [task]
    }
}

private struct TaskEntryDocument: Decodable {
    let task: TeamTask
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        let metadata = object.object("metadata", as: MetadataDocument.self)
        let owner = object.string("owner")
        let blockers = object.elements("blockedBy", "blocked_by", "dependencies", as: TaskReference.self)
        task = TeamTask(
            id: object.identifier("id", "taskId"),
            status: Self.status(object.string("status")),
            owner: owner?.isEmpty == false ? owner : nil,
            isInternal: metadata?.isInternal ?? false,
            createdAtMs: object.epochMilliseconds("createdAt", "created_at"),
            updatedAtMs: object.epochMilliseconds("updatedAt", "updated_at"),
            blockedBy: blockers.map(\.id))
        typeFaults = object.typeFaults + (metadata?.typeFaults ?? 0)
    }

    private static func status(_ text: String?) -> TeamTask.Status {
        switch text {
        case "pending": .pending
        case "in_progress": .inProgress
        case "completed": .completed
        case "deleted": .deleted
        default: .other
        }
    }
}

private struct MetadataDocument: Decodable {
    let isInternal: Bool
    let typeFaults: Int

    init(from decoder: any Decoder) throws {
        var object = try LenientObject(from: decoder)
        isInternal = object.bool("_internal") ?? false
        typeFaults = object.typeFaults
    }
}

/// The id of another task, as a string or a number.
private struct TaskReference: Decodable {
    let id: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            id = String(number)
        } else {
            id = try container.decode(String.self)
        }
    }
}
