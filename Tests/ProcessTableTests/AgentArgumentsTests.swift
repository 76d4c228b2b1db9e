import Testing

@testable import ProcessTable

@Suite("AgentArguments")
struct AgentArgumentsTests {
    private func parse(_ commandLine: String) -> AgentArguments? {
        let bytes = Array(commandLine.utf8)
        return AgentArguments(commandLine: bytes.span)
    }

    @Test(
        "a teammate is told by an argument of its own",
        arguments: [
            ("claude\0--agent-id\0alice@t\0", "alice", "t"),
            ("claude\0--agent-id=bob@t\0", "bob", "t"),
            ("node\0--max-old-space-size=8192\0/x/cli.js\0--agent-id\0carol@t\0", "carol", "t"),
            ("claude --agent-id erin@t --team-name u\0", "erin", "u"),
            ("claude --agent-id erin@t\0\0\0\0\0\0", "erin", "t"),
            ("claude --agent-id erin@t", "erin", "t"),
            ("claude\0--agent-id\0a@b@t\0", "a@b", "t"),
            ("claude\0--agent-id\0nobody\0--team-name\0t\0", "nobody", "t"),
            ("claude\0--agent-id\0x@y\0--agent-name=n\0--team-name=t\0", "n", "t"),
            ("claude\0--agent-id\0first@t\0--agent-id\0second@u\0", "first", "t"),
            ("claude\0--prompt\0\0--agent-id\0a@t\0", "a", "t"),
            ("claude\0--agent-id\0a@t\0--team-name\0\0", "a", "t"),
        ])
    func teammates(commandLine: String, agent: String, team: String) {
        let parsed = parse(commandLine)
        #expect(parsed?.agent == Array(agent.utf8))
        #expect(parsed?.team == Array(team.utf8))
    }

    @Test(
        "what only mentions a teammate is none",
        arguments: [
            "", "\0", "--agent-id", "claude\0", "claude\0--agent-id\0", "claude\0--agent-id",
            "claude\0--agent-id\0\0", "claude\0--agent-id=\0", "claude\0--agent-id\0nobody\0",
            "claude\0--agent-id\0--model\0a@t\0", "claude\0--agent-id\0@\0", "claude\0--agent-id\0@t\0",
            "claude\0--agent-id\0a@\0", "claude\0--agent-ids\0a@t\0", "claude\0x--agent-id\0a@t\0",
            "sh\0-c\0claude --agent-id a@t\0", "vim\0notes on --agent-id a@t\0",
            "grep\0--agent-id\0a@t\0", "/usr/bin/tmux\0new-session\0claude\0--agent-id\0a@t\0",
            "-bash\0--agent-id\0a@t\0", "sudo\0claude\0--agent-id\0a@t\0",
            "/usr/bin/env\0claude\0--agent-id\0a@t\0",
            "busybox\0grep\0--agent-id\0a@t\0", "claude\0--agent-name\0a\0--team-name\0t\0",
        ])
    func others(commandLine: String) { #expect(parse(commandLine) == nil) }

    @Test("the lead's session is read where it is given")
    func parentSession() {
        let parsed = parse("claude\0--agent-id\0a@t\0--parent-session-id\0x1b29\0")
        #expect(parsed?.parentSessionID == Array("x1b29".utf8))
        #expect(parse("claude\0--agent-id\0a@t\0")?.parentSessionID == nil)
    }

    @Test("names need not be text")
    func rawNames() {
        let bytes = Array("claude\0--agent-id\0".utf8) + [0xFF, 0x40, 0xFE, 0]
        let parsed = AgentArguments(commandLine: bytes.span)
        #expect(parsed == AgentArguments(agent: [0xFF], team: [0xFE]))
    }
}
