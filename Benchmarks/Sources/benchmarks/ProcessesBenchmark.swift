import Foundation

/// A scrape with many agents' processes, beside process-exporter's for the same ones.
struct ProcessesBenchmark {
    private static let agentsPerTeam = 20
    private static let warmUp = 5
    private static let scrapes = 40
    /// DESIGN: 30 ms, aim 15 ms, and ten times as fast as process-exporter.
    private static let budgetMilliseconds = 30.0
    private static let budgetRatio = 10.0

    let bench: Bench

    func run() throws {
        let tree = TeamTree(
            bench: bench, folder: "processes", teams: bench.scaled(50), agentsPerTeam: Self.agentsPerTeam)
        try tree.write(inboxes: false)
        let crowd = try AgentCrowd(of: tree, in: bench)
        defer { crowd.stop() }
        let agents = tree.teams * tree.agentsPerTeam
        var table = Table(
            "scrape with \(agents) agents' processes (gzip, a new connection each, \(Self.scrapes) in a row)",
            header: ["program", "median ms", "p99 ms", "CPU ms", "ratio", "budget"])
        let ours = try subject(agents: agents)
        let theirs = try peer(agents: agents)
        let base = theirs.flatMap { median($0.1.milliseconds) }
        for (program, costs) in [ours, theirs].compactMap({ $0 }) {
            let middle = median(costs.milliseconds)
            let ratio = base.flatMap { base in middle.map { base / $0 } }
            let isSubject = program == bench.subject
            table.add(
                program.name, middle.map(short) ?? "-",
                percentile(costs.milliseconds, 0.99).map(short) ?? "-",
                short(costs.processorMilliseconds), ratio.map(short) ?? "-",
                isSubject
                    ? "\(Budget.atMost(Self.budgetMilliseconds).verdict(middle, "ms")), "
                        + "\(Budget.atLeast(Self.budgetRatio).verdict(ratio, "x"))" : "")
        }
        table.show()
    }

    private func subject(agents: Int) throws -> (Program, ScrapeCosts)? {
        guard let program = bench.subject else { return nil }
        let command = try ExporterCommands.subject(
            program, in: bench, folder: "processes", configuration: "teams:\n  roots: [claude]\nlogs: []\n")
        let series = #"orchestrator_agent_processes{team_name="team-0",agent_name="agent-1"}"#
        return try measure(program, command) { $0.waits(for: series, toBe: 1) }
    }

    /// Grouped by agent, as ours are; neither threads nor shared memory, which ours does not look at either.
    private func peer(agents: Int) throws -> (Program, ScrapeCosts)? {
        guard let program = bench.peer(.processExporter) else { return nil }
        let config = try bench.write(
            """
            process_names:
              - name: "{{.Matches.Agent}}"
                cmdline:
                  - '--agent-id\\s+(?P<Agent>\\S+)'

            """, to: "processes/process-exporter.yml")
        let series = #"namedprocess_namegroup_num_procs{groupname="agent-1@team-0"}"#
        return try measure(
            program,
            { port in
                Command(
                    program: program,
                    arguments: [
                        "-config.path", config, "-web.listen-address", "127.0.0.1:\(port)", "-threads=false",
                        "-gather-smaps=false",
                    ])
            }, isReady: { $0.waits(for: series, toBe: 1) })
    }

    private func measure(
        _ program: Program, _ command: @escaping (UInt16) -> Command, isReady: (ExporterServer) -> Bool
    ) throws -> (Program, ScrapeCosts)? {
        let server = try ExporterServer.start(in: bench, command)
        defer { server.stop() }
        bench.note(command(server.port), port: server.port)
        guard isReady(server) else {
            bench.fault("\(program.name) does not show the processes")
            return nil
        }
        _ = server.scrapes(Self.warmUp) { $0.scrape() }
        guard let costs = server.scrapes(Self.scrapes, { $0.scrape() }) else {
            bench.fault("\(program.name) failed a scrape")
            return nil
        }
        return (program, costs)
    }
}
