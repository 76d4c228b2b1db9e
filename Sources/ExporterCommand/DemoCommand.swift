import ArgumentParser
import ExporterService
import Simulation

/// `demo`: serves simulated teams.
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Serve a simulated, living set of teams and logs in a temporary directory.",
        discussion: "EXAMPLE: \(Terminal.programName) demo --teams 5"
    )

    @Option(help: "How many teams to play.")
    var teams = 4

    @Option(help: "Seed of the simulation; the same seed plays the same story.")
    var seed: UInt64 = 1

    @OptionGroup var serving: ServingOptions

    func validate() throws {
        guard (1...1000).contains(teams) else {
            throw ValidationError("--teams takes a number from 1 to 1000")
        }
    }

    func run() throws {
        // First of all: from here on a signal ends the demo in good order, which removes the directory.
        let signals = DaemonSignals.block()
        let directory = try ScratchDirectory(prefix: "agent-teams-demo")
        defer { directory.remove() }
        var simulation = Simulation(directory: directory.path, seed: seed, teams: teams)
        do {
            try simulation.prepare()
        } catch {
            throw CommandFailure(.internalFailure, error.message)
        }
        let source = ConfigurationSource(
            file: simulation.configurationPath,
            paths: ConfigurationLoading.commandLinePaths,
            environment: Environment.variables
        )
        let options = try serving.options(procfs: "/proc", stateDirectory: "\(directory.path)/state")
        Terminal.print("demo: \(teams) simulated teams live in \(directory.path); stop with Ctrl-C")
        let player = try SimulationPlayer(simulation)
        defer { player.stop() }
        try serving.serve(source, options, signals)
    }
}
