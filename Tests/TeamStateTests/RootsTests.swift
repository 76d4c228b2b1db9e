import Testing

@testable import TeamState

@Suite("TeamReader with several roots")
struct RootsTests {
    private static let nowMs: Int64 = 1_785_355_560_000
    private let first: ScratchTree
    private let second: ScratchTree

    init() throws {
        first = try ScratchTree()
        second = try ScratchTree()
        try first.writeTeam("twin", members: ["a"])
        try second.writeTeam("twin", members: ["b", "c"])
    }

    @Test("two teams of one name are two teams, and the later root's gets a number")
    func sameName() throws {
        try first.writeTeam("alone")
        let reader = TeamReader(roots: [first.path, second.path])
        let teams = reader.scan(nowMs: Self.nowMs).teams
        #expect(teams.map(\.label) == ["alone", "twin", "twin (2)"])
        #expect(teams.map(\.members.count) == [1, 1, 2])
        try first.remove("teams/twin")
        #expect(reader.scan(nowMs: Self.nowMs).teams.map(\.label) == ["alone", "twin"])
    }

    @Test("one directory named twice, or linked, is counted once")
    func sameRoot() throws {
        let linked = try ScratchTree()
        try linked.link("teams", to: first["teams"])
        let reader = TeamReader(roots: [first.path, first.path + "/", linked.path])
        let snapshot = reader.scan(nowMs: Self.nowMs)
        #expect(snapshot.roots == [.readable, .duplicate(ofIndex: 0), .duplicate(ofIndex: 0)])
        #expect(snapshot.teams.count == 1)
    }

    @Test("an absent root that appears is read, and one that goes is forgotten")
    func comesAndGoes() throws {
        let reader = TeamReader(roots: [second["later"], first.path])
        #expect(reader.scan(nowMs: Self.nowMs).roots == [.absent, .readable])
        try second.write("later/teams/new/config.json", "{}")
        let present = reader.scan(nowMs: Self.nowMs)
        #expect(present.roots == [.readable, .readable])
        #expect(present.teams.map(\.label) == ["new", "twin"])
        try second.remove("later")
        #expect(reader.scan(nowMs: Self.nowMs).teams.map(\.label) == ["twin"])
    }

    @Test("a root that the system refuses to show keeps its teams for a minute, and then is unknown")
    func passingFault() throws {
        let reader = TeamReader(roots: [first.path, second.path])
        #expect(reader.scan(nowMs: Self.nowMs).isComplete)
        first.setPermissions("teams", 0)
        let during = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs + TeamReader.graceMs) }
        #expect(during.roots == [.unreadable, .readable])
        #expect(during.teams.map(\.label) == ["twin", "twin (2)"])
        #expect(during.isComplete)
        #expect(during.readErrors == [.init(.root, .io): 1])
        let after = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs + TeamReader.graceMs + 1) }
        #expect(after.roots == [.unreadable, .readable])
        #expect(after.teams.map(\.label) == ["twin"])
        #expect(!after.isComplete)
        first.setPermissions("teams", 0o755)
        let healed = reader.scan(nowMs: Self.nowMs + TeamReader.graceMs + 2)
        #expect(healed.roots == [.readable, .readable])
        #expect(healed.teams.count == 2)
        #expect(healed.isComplete)
    }

    @Test("a registry that the system refuses to show is remembered, so that a quiet lead does not seem dead")
    func passingSessionFault() throws {
        try first.write("teams/led/config.json", #"{"leadSessionId":"s-1","members":[{"name":"lead"}]}"#)
        try first.write("sessions/77.json", #"{"pid":77,"sessionId":"s-1","procStart":"123"}"#)
        let reader = TeamReader(roots: [first.path])
        _ = reader.scan(nowMs: Self.nowMs)
        first.setPermissions("sessions", 0)
        let during = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs + 1) }
        #expect(during.teams.first?.leadSessions.map(\.pid) == [77])
        #expect(during.readErrors == [.init(.session, .io): 1])
        first.setPermissions("sessions", 0o755)
        try first.remove("sessions")
        #expect(reader.scan(nowMs: Self.nowMs + 2).teams.first?.leadSessions == [])
    }

    @Test(
        "inboxes and tasks that the system refuses to show are remembered, so that a busy team does not seem idle",
        arguments: ["tasks", "tasks/busy", "teams/busy/inboxes"])
    func passingFolderFault(folder: String) throws {
        try first.writeTeam("busy")
        try first.write("teams/busy/inboxes/lead.json", #"[{"from":"a","text":"x","read":false}]"#)
        try first.write("tasks/busy/1.json", #"{"id":"1","status":"in_progress","owner":"a"}"#)
        let reader = TeamReader(roots: [first.path])
        for look in 0..<3 { _ = reader.scan(nowMs: Self.nowMs + Int64(look)) }
        // So that the folder has to be listed anew.
        if folder != "tasks" { try first.write("\(folder)/new", "") }
        first.setPermissions(folder, 0)
        let during = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs + 10) }
        #expect(during.teams.first?.hasUnread == true)
        #expect(during.teams.first?.hasWorkInProgress == true)
        #expect(during.readErrors.values.reduce(0, +) >= 1)
        first.setPermissions(folder, 0o755)
        try first.remove(folder)
        let gone = reader.scan(nowMs: Self.nowMs + 20).teams.first
        #expect(gone?.hasUnread != gone?.hasWorkInProgress)
    }

    @Test("what changed while the root could not be read is seen when it can be again")
    func changesDuringFault() throws {
        let reader = TeamReader(roots: [first.path])
        for look in 0..<3 { _ = reader.scan(nowMs: Self.nowMs + Int64(look)) }
        try first.writeTeam("new")
        try first.writeTeam("twin", members: ["a", "b"])
        first.setPermissions("teams", 0)
        let during = try asOrdinaryUser { reader.scan(nowMs: Self.nowMs + 10) }
        #expect(during.teams.map(\.members.count) == [1])
        first.setPermissions("teams", 0o755)
        let healed = reader.scan(nowMs: Self.nowMs + 20)
        #expect(healed.teams.map(\.label) == ["new", "twin"])
        #expect(healed.teams.map(\.members.count) == [1, 2])
    }

    @Test("a root that is no directory is unknown at once, and an absent one has no teams")
    func noDirectory() throws {
        try first.write("file", "x")
        #expect(!TeamReader(roots: [first["file"]]).scan(nowMs: Self.nowMs).isComplete)
        #expect(TeamReader(roots: [first["none"]]).scan(nowMs: Self.nowMs).isComplete)
    }

    @Test("a root without teams is readable and empty")
    func emptyRoot() throws {
        let reader = TeamReader(roots: [try ScratchTree().path, second["nothing"]])
        #expect(reader.scan(nowMs: Self.nowMs).teams.isEmpty)
    }

    @Test("a lead's session is found in whichever root it is registered")
    func sessions() throws {
        try first.write("teams/led/config.json", #"{"leadSessionId":"s-1","members":[{"name":"lead"}]}"#)
        try second.write(
            "sessions/77.json",
            #"{"pid":77,"sessionId":"s-1","procStart":"123","statusUpdatedAt":1785355259000}"#)
        try second.write("sessions/78.json", #"{"pid":78,"sessionId":"s-1","procStart":456}"#)
        try second.write("sessions/pid-79.json", #"{"pid":79,"sessionId":"s-1","procStart":"9"}"#)
        try second.write("sessions/80.json", #"{"pid":"80","sessionId":"s-1"}"#)
        let reader = TeamReader(roots: [first.path, second.path])
        let snapshot = reader.scan(nowMs: Self.nowMs)
        let team = snapshot.teams.first { $0.label == "led" }
        #expect(team?.leadSessions.map(\.pid) == [77, 78])
        #expect(team?.leadSessions.map(\.startTicks) == [123, 456])
        #expect(team?.lastActivityMs == 1_785_355_259_000)
        #expect(snapshot.readErrors == [.init(.session, .type): 1])
    }

    @Test(
        "labels are unique whatever the names",
        arguments: [
            (["a", "b"], ["a", "b"]),
            (["a", "a", "a"], ["a", "a (2)", "a (3)"]),
            (["a", "a (2)", "a"], ["a", "a (2)", "a (3)"]),
            (["a", "a", "a (2)"], ["a", "a (2)", "a (2) (2)"]),
            (["\u{E9}", "e\u{301}"], ["\u{E9}", "e\u{301} (2)"]),
        ])
    func labels(names: [String], labels: [String]) {
        #expect(TeamLabels.assign(to: names.map { PathBytes($0) }) == labels)
    }
}
