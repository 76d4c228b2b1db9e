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
        let options = try command.serving.options(procfs: "/proc")
        #expect(options.listenAddresses.map(\.description) == ["127.0.0.1:9765"])
        #expect(options.disabledCollectors.isEmpty)
    }

    @Test("flags are spelled as in Prometheus")
    func flags() throws {
        let arguments = [
            "--config.file", "x.yml", "--web.listen-address=:1", "--web.listen-address=[::1]:2",
            "--no-collector.teams",
            "--log.level=warn", "--log.format=json", "--teams.root=/a", "--teams.root=/b", "--path.procfs=/p",
        ]
        let command = try #require(try RootCommand.parseAsRoot(arguments) as? ServeCommand)
        let options = try command.serving.options(procfs: command.configurationOptions.procfs)
        #expect(options.listenAddresses.count == 2)
        #expect(options.disabledCollectors == ["teams"])
        #expect(command.configurationOptions.teamsRoots == ["/a", "/b"])
        #expect(command.serving.logLevel == .warn)
        #expect(command.serving.logFormat == .json)
    }

    @Test(
        "a telemetry path that is no path, or is taken, is refused",
        arguments: ["metrics", "/", "", "/a?b", "/-/ready"]
    )
    func badPath(path: String) throws {
        let command = try #require(
            try RootCommand.parseAsRoot(["--web.telemetry-path", path]) as? ServeCommand)
        #expect(throws: CommandFailure.self) { try command.serving.options(procfs: "/proc") }
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
            LogsScanCommand.self,
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
