import Foundation

/// What many teams cost in which nothing happens.
struct TeamsBenchmark {
    private static let agentsPerTeam = 20
    private static let idleSeconds = 20
    private static let scrapes = 20
    /// DESIGN: 20 ms a look, aim 5 ms.
    private static let budgetMilliseconds = 20.0

    let bench: Bench

    func run() throws {
        guard let program = bench.subject else { return }
        let tree = TeamTree(
            bench: bench, folder: "teams", teams: bench.scaled(1000), agentsPerTeam: Self.agentsPerTeam)
        try tree.write(inboxes: true)
        let command = try ExporterCommands.subject(
            program, in: bench, folder: "teams", configuration: "teams:\n  roots: [claude]\nlogs: []\n")
        let server = try ExporterServer.start(in: bench, command)
        defer { server.stop() }
        bench.note(command(server.port), port: server.port)
        let last =
            #"orchestrator_inbox_messages{team_name="\#(TeamTree.team(tree.teams - 1))",agent_name="agent-1"}"#
        guard server.waits(for: last, toBe: 3) else {
            bench.fault("\(program.name) does not show the teams")
            return
        }
        _ = server.scrapes(3) { $0.scrape() }
        try show(server, tree, program)
    }

    private func show(_ server: ExporterServer, _ tree: TeamTree, _ program: Program) throws {
        // The looks settle to their pace, which follows from how long they take.
        sleep(3)
        let share = server.idleShare(seconds: Self.idleSeconds)
        let interval = server.value(of: "orchestrator_message_scan_interval_seconds")
        let look = share.flatMap { share in interval.map { share * $0 * 1000 } }
        var looks = Table(
            "\(tree.teams) teams of \(tree.agentsPerTeam) agents in which nothing happens, over \(Self.idleSeconds) s",
            header: ["program", "share of a core", "look every ms", "CPU ms a look", "RSS MiB", "budget"])
        let memory = ResidentMemory(pid: server.process.pid)
        looks.add(
            program.name, share.map { short($0 * 100) + " %" } ?? "-",
            interval.map { short($0 * 1000) } ?? "-",
            look.map(short) ?? "-", memory.map { short($0.totalKiB / 1024) } ?? "-",
            Budget.atMost(Self.budgetMilliseconds).verdict(look, "ms"))
        looks.show()
        guard let costs = server.scrapes(Self.scrapes, { $0.scrape() }) else {
            bench.fault("\(program.name) failed a scrape")
            return
        }
        var table = Table(
            "scrape of these teams (gzip, a new connection each, \(Self.scrapes) in a row)",
            header: ["program", "median ms", "slowest ms", "CPU ms", "body bytes"])
        table.add(
            program.name, median(costs.milliseconds).map(short) ?? "-",
            costs.milliseconds.max().map(short) ?? "-", short(costs.processorMilliseconds),
            String(costs.bodyBytes))
        table.show()
    }
}
