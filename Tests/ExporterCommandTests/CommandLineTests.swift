import ArgumentParser
import ExporterService
import Testing

@testable import ExporterCommand

@Suite("command line")
struct CommandLineTests {
    @Test("without a subcommand it serves, with the documented defaults")
    func defaults() throws {
        let command = try #require(try RootCommand.parseAsRoot([]) as? ServeCommand)
        #expect(command.serving.telemetryPath == "/metrics")
        #expect(command.configurationOptions.procfs == "/proc")
        let options = try command.serving.options(procfs: "/proc", stateDirectory: "/state")
        #expect(options.listenAddresses.map(\.description) == ["127.0.0.1:9765"])
        #expect(options.disabledCollectors.isEmpty)
        #expect(!options.isLifecycleEnabled)
        #expect(command.stateOptions.stateDirectory == nil)
    }

    @Test(
        "a command is read as from the root, whether by itself or not",
        arguments: [
            "", "--log.level=warn --teams.root=/a", "serve --web.enable-lifecycle",
            "logs scan --rules r.yml a b",
            "logs scan", "logs scan --help", "logs scan --nope x", "logs", "help logs scan",
            "logs nonsense x",
            "nonsense", "--help", "--version", "rules check r.yml", "rules check --help", "--config.fil=x",
            "logs scan help", "logs scan --version", "list-teams --json",
        ]
    )
    func parsedAlone(line: String) {
        let words = line.split(separator: " ").map(String.init)
        func outcome(_ parse: () throws -> any ParsableCommand) -> [String] {
            do {
                let command = try parse()
                return ["\(type(of: command))", "\(command)"]
            } catch {
                return ["\(RootCommand.exitCode(for: error))", RootCommand.fullMessage(for: error)]
            }
        }
        #expect(
            outcome { try CommandLineEntry.parse(words) } == outcome { try RootCommand.parseAsRoot(words) })
    }

    @Test("flags are spelled as in Prometheus")
    func flags() throws {
        let arguments = [
            "--config.file", "x.yml", "--web.listen-address=:1", "--web.listen-address=[::1]:2",
            "--no-collector.teams",
            "--state.dir=/s", "--web.enable-lifecycle", "--log.level=warn", "--log.format=json",
            "--teams.root=/a", "--teams.root=/b", "--path.procfs=/p",
        ]
        let command = try #require(try RootCommand.parseAsRoot(arguments) as? ServeCommand)
        let options = try command.serving.options(
            procfs: command.configurationOptions.procfs, stateDirectory: "/state")
        #expect(options.listenAddresses.count == 2)
        #expect(options.disabledCollectors == ["teams"])
        #expect(command.configurationOptions.teamsRoots == ["/a", "/b"])
        #expect(command.serving.logLevel == .warn)
        #expect(command.serving.logFormat == .json)
        #expect(options.isLifecycleEnabled)
        #expect(try command.stateOptions.directory() == "/s")
    }

    @Test(
        "a telemetry path that is no path, or is taken, is refused",
        arguments: ["metrics", "/", "", "/a?b", "/-/ready"]
    )
    func badPath(path: String) throws {
        let command = try #require(
            try RootCommand.parseAsRoot(["--web.telemetry-path", path]) as? ServeCommand)
        #expect(throws: CommandFailure.self) {
            try command.serving.options(procfs: "/proc", stateDirectory: "/state")
        }
    }

    @Test("an empty state directory is refused")
    func emptyStateDirectory() throws {
        let command = try #require(try RootCommand.parseAsRoot(["--state.dir", ""]) as? ServeCommand)
        let options = command.stateOptions
        #expect(throws: CommandFailure.self) { try options.directory() }
    }

    @Test(
        "wrong use is told on one line that ends with the help to ask",
        arguments: [
            (["--bogus"], "Unknown option '--bogus'; run 'agent-teams-exporter serve --help'"),
            (
                ["logs", "scan"],
                "Missing expected argument '<file> ...'; run 'agent-teams-exporter logs scan --help'"
            ),
            (["--log.level=loud"], "'warn' or 'error'; run 'agent-teams-exporter serve --help'"),
            (["demo", "--teams", "0"], "from 1 to 1000; run 'agent-teams-exporter demo --help'"),
        ]
    )
    func usageLine(arguments: [String], expected: String) {
        let error = #expect(throws: (any Error).self) { _ = try RootCommand.parseAsRoot(arguments) }
        guard let error else { return }
        let line = CommandLineEntry.usageLine(for: error)
        #expect(line.hasPrefix("agent-teams-exporter: error: "))
        #expect(line.hasSuffix("\(expected) for what there is"), "\(line)")
        #expect(!line.contains("\n"))
    }

    @Test(
        "wrong use is told as such",
        arguments: [
            ["--bogus"], ["serve", "extra"], ["--log.level=loud"], ["nonsense"], ["logs"], ["logs", "scan"],
        ]
    )
    func wrongUse(arguments: [String]) {
        do {
            var command = try RootCommand.parseAsRoot(arguments)
            // `logs` alone parses: its run asks for help.
            #expect(throws: (any Error).self) { try command.run() }
        } catch {
            #expect(RootCommand.exitCode(for: error) == .validationFailure)
        }
    }

    @Test("the help of every command shows an example")
    func examples() {
        let commands: [any ParsableCommand.Type] = [
            RootCommand.self, ServeCommand.self, DemoCommand.self, ListTeamsCommand.self,
            TeamStatusCommand.self, TeamMessagesCommand.self, TeamTasksCommand.self, TeamActivityCommand.self,
            HealthCommand.self, CreateTeamCommand.self, DeleteTeamCommand.self, LogsScanCommand.self,
            MetricsCommand.Check.self, ConfigCommand.Check.self,
        ]
        for command in commands {
            #expect(command.helpMessage().contains("EXAMPLE: agent-teams-exporter"), "\(command)")
        }
    }

    @Test("columns are as wide as their widest cell, and lines end without blanks")
    func table() {
        #expect(Terminal.table([["A", "B"], ["long", ""], ["x", "yy"]]) == "A     B\nlong\nx     yy\n")
    }
}
