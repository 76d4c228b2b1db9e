/// One team that lives in files: a roster, an inbox for each member, a task list and transcripts.
struct SimulatedTeam: Sendable {
    /// What a member writes about, and what the team is for.
    static let colors = ["blue", "green", "yellow", "purple", "orange", "pink"]
    /// An inbox longer than this loses its oldest read messages, so that a demo of a week stays small.
    static let longestInbox = 100
    /// A task list longer than this loses its oldest completed tasks.
    static let longestTaskList = 20
    /// A session with transcripts longer than this ends, so that there are never more than two of them.
    static let longestSessionBytes = 192 << 10

    let name: String
    let members: [String]
    let createdAtMs: Int64
    /// False while the team does nothing.
    var isAwake = true
    private(set) var isCorrupt = false
    /// Entries of the roster for a guest who joins, is listed twice by mistake, and leaves; the guest does nothing.
    private var guestEntries = 0
    private let teamDirectory: String
    private let taskDirectory: String
    private let projectDirectory: String
    private var session: SimulatedSession
    private var formerSession: SimulatedSession?
    private var inboxes: [[HeldMessage]]
    private var conversation = Conversation()
    private var tasks: [TaskFile] = []
    private var nextTaskID = 1

    /// A team below `root` (the directory that holds `teams` and `tasks`). The first member is the lead.
    init(root: String, name: String, members: [String], createdAtMs: Int64, sessionID: String) {
        self.name = name
        self.members = members
        self.createdAtMs = createdAtMs
        teamDirectory = "\(root)/teams/\(name)"
        taskDirectory = "\(root)/tasks/\(name)"
        projectDirectory = "\(root)/projects/-home-user-src-\(name)"
        session = SimulatedSession(id: sessionID, directory: projectDirectory, team: name, members: members)
        inboxes = Array(repeating: [], count: members.count)
    }

    func prepare() throws(SimulationError) {
        try FileStore.makeDirectory("\(teamDirectory)/inboxes")
        try FileStore.makeDirectory(taskDirectory)
        try FileStore.replace("\(taskDirectory)/.lock", with: [])
        try writeConfig()
    }

    // MARK: Config

    mutating func corruptConfig() throws(SimulationError) {
        let whole = try encodeJSON(config, path: configPath)
        try FileStore.overwrite(configPath, with: Array(whole.prefix(whole.count / 2)))
        isCorrupt = true
    }

    mutating func healConfig() throws(SimulationError) {
        try writeConfig()
        isCorrupt = false
    }

    /// The guest joins with an empty inbox, is listed twice, or leaves: one stage further.
    mutating func moveGuest() throws(SimulationError) {
        guestEntries = (guestEntries + 1) % 3
        let inbox = "\(teamDirectory)/inboxes/guest.json"
        if guestEntries == 0 {
            try FileStore.removeIfPresent(inbox)
        } else {
            try FileStore.replace(inbox, with: Array("[]".utf8))
        }
        try writeConfig()
    }

    private func writeConfig() throws(SimulationError) {
        try FileStore.replace(configPath, with: try encodeJSON(config, path: configPath))
    }

    private var configPath: String { "\(teamDirectory)/config.json" }

    private var config: ConfigFile {
        ConfigFile(
            name: name, description: "Simulated team \(name)", createdAt: createdAtMs,
            leadAgentId: "\(members[0])@\(name)", leadSessionId: session.id,
            members: members.indices.map(configMember) + Array(repeating: guest, count: guestEntries))
    }

    private var guest: ConfigMember {
        ConfigMember(
            agentId: "guest@\(name)", name: "guest", agentType: "general-purpose", model: "haiku",
            joinedAt: createdAtMs, tmuxPaneId: "in-process", cwd: "/home/user/src/\(name)",
            prompt: "You are a guest.",
            color: Self.colors[0], planModeRequired: false, backendType: "in-process", isActive: false)
    }

    private func configMember(_ index: Int) -> ConfigMember {
        let isLead = index == 0
        return ConfigMember(
            agentId: "\(members[index])@\(name)", name: members[index],
            agentType: isLead ? "team-lead" : "general-purpose", model: isLead ? "opus" : "sonnet",
            joinedAt: createdAtMs + Int64(index) * 250, tmuxPaneId: isLead ? "" : "in-process",
            cwd: "/home/user/src/\(name)", prompt: isLead ? nil : "You are \(members[index]).",
            color: isLead ? nil : Self.colors[index % Self.colors.count],
            planModeRequired: isLead ? nil : false, backendType: isLead ? nil : "in-process",
            isActive: isLead ? nil : isAwake)
    }

    // MARK: Transcripts

    /// Whether its transcripts are so long that the lead should begin anew.
    var isSessionLong: Bool { session.writtenBytes > Self.longestSessionBytes }

    mutating func record(_ turn: SimulatedTurn, of member: Int) throws(SimulationError) {
        try session.record(turn, of: member)
    }

    /// The lead goes on in a new session; the one before the last is deleted, as the harness does in time.
    mutating func beginSession(_ id: String) throws(SimulationError) {
        try formerSession?.remove()
        formerSession = session
        session = SimulatedSession(resuming: session, id: id)
        if !isCorrupt { try writeConfig() }
    }

    // MARK: Messages

    /// Answers how long ago the question was asked that this text answers, in milliseconds, if it answers one.
    mutating func sendText(_ text: String, from sender: Int, to recipient: Int, nowMs: Int64)
        throws(SimulationError) -> Int64?
    {
        try deliver(
            InboxMessage(
                from: members[sender], text: text, timestamp: CivilTime(epochMs: nowMs).iso, read: false,
                summary: String(text.prefix(40)), color: Self.colors[sender % Self.colors.count]),
            to: recipient, nowMs: nowMs)
        return conversation.text(from: sender, to: recipient, nowMs: nowMs)
    }

    /// Tells the lead that a member's turn is over.
    mutating func notifyIdle(from sender: Int, nowMs: Int64) throws(SimulationError) {
        let time = CivilTime(epochMs: nowMs).iso
        let body = IdleNotification(from: members[sender], timestamp: time)
        let text = String(decoding: try encodeJSON(body, path: inboxPath(0), pretty: false), as: UTF8.self)
        try deliver(
            InboxMessage(from: members[sender], text: text, timestamp: time, read: false), to: 0,
            nowMs: nowMs)
    }

    /// The recipient's harness picks up all that is unread. Answers when these messages were sent.
    mutating func pickUp(recipient: Int) throws(SimulationError) -> [Int64] {
        let unread = inboxes[recipient].indices.filter { !inboxes[recipient][$0].message.read }
        guard !unread.isEmpty else { return [] }
        for index in unread { inboxes[recipient][index].message.read = true }
        try writeInbox(recipient)
        return unread.map { inboxes[recipient][$0].sentMs }
    }

    private mutating func deliver(_ message: InboxMessage, to recipient: Int, nowMs: Int64)
        throws(SimulationError)
    {
        inboxes[recipient].append(HeldMessage(message: message, sentMs: nowMs))
        if inboxes[recipient].count > Self.longestInbox {
            inboxes[recipient].removeFirst(
                inboxes[recipient].prefix(Self.longestInbox / 2).prefix { $0.message.read }.count)
        }
        try writeInbox(recipient)
    }

    private func inboxPath(_ member: Int) -> String { "\(teamDirectory)/inboxes/\(members[member]).json" }

    private func writeInbox(_ member: Int) throws(SimulationError) {
        let path = inboxPath(member)
        try FileStore.replace(path, with: try encodeJSON(inboxes[member].map(\.message), path: path))
    }

    // MARK: Tasks

    mutating func createTask(_ subject: String) throws(SimulationError) {
        let task = TaskFile(
            id: String(nextTaskID), subject: subject, description: "\(subject), in full.",
            activeForm: subject,
            status: .pending)
        nextTaskID += 1
        tasks.append(task)
        try write(task)
        if tasks.count > Self.longestTaskList, let old = tasks.firstIndex(where: { $0.status == .completed })
        {
            try FileStore.removeIfPresent("\(taskDirectory)/\(tasks.remove(at: old).id).json")
        }
    }

    /// Moves the member's task on: a running one is completed, else the oldest pending one begins.
    ///
    /// Returns true when a task was completed.
    mutating func advanceTask(of member: Int) throws(SimulationError) -> Bool {
        let running = tasks.firstIndex { $0.status == .inProgress && $0.owner == members[member] }
        guard let index = running ?? tasks.firstIndex(where: { $0.status == .pending }) else { return false }
        tasks[index].owner = members[member]
        tasks[index].status = running == nil ? .inProgress : .completed
        try write(tasks[index])
        return running != nil
    }

    private func write(_ task: TaskFile) throws(SimulationError) {
        let path = "\(taskDirectory)/\(task.id).json"
        try FileStore.replace(path, with: try encodeJSON(task, path: path))
        try FileStore.replace("\(taskDirectory)/.highwatermark", with: Array(String(nextTaskID - 1).utf8))
    }
}
