import Foundation

/// Many processes with the command lines of agents, which do nothing.
struct AgentCrowd {
    struct NoProgram: Error, CustomStringConvertible {
        let path: String

        var description: String { "\(path) is not there: build the whole package (swift build -c release)" }
    }

    private let processes: [ChildProcess]

    /// Starts one for each agent of each team of the tree.
    init(of tree: TeamTree, in bench: Bench) throws {
        let path = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("idle-agent").path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw NoProgram(path: path) }
        var processes: [ChildProcess] = []
        for team in 0..<tree.teams {
            for agent in 0..<tree.agentsPerTeam {
                let (team, agent) = (TeamTree.team(team), TeamTree.agent(agent))
                let command = Command(
                    program: Program(name: "agent", path: path),
                    arguments: [
                        "--agent-id", "\(agent)@\(team)", "--agent-name", agent, "--team-name", team,
                        "--agent-color", "blue", "--parent-session-id",
                        "5d0c7d8e-90ab-4c1d-8e2f-3a4b5c6d7e8f",
                        "--agent-type", "general-purpose", "--dangerously-skip-permissions", "--model",
                        "claude-opus-4-6",
                    ], calledAs: "claude")
                processes.append(
                    try ChildProcess(command, core: nil, output: "/dev/null", errors: "/dev/null"))
            }
        }
        self.processes = processes
    }

    func stop() {
        for process in processes { kill(process.pid, SIGKILL) }
        for process in processes { _ = process.wait() }
    }
}
