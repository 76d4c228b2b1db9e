import ArgumentParser
import DashboardEmission
import ExporterService
import FoundationEssentials
import LogRules
import LogTailing

/// `dashboards`: Grafana dashboards of what this program exports.
struct DashboardsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboards",
        abstract: "Write Grafana dashboards, and check them.",
        subcommands: [Emit.self]
    )

    struct Emit: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "emit",
            abstract: "Write Grafana dashboards of all metrics, with a panel for each log rule.",
            discussion: """
                Seven files of JSON that Grafana imports or is provisioned with. Levels, links to runbooks and log rules come \
                from the configuration (thresholds, alerts, log_rules). With --check nothing is written: ends with 1 when a \
                file is missing or out of date, or when any dashboard in the directory breaks a rule of docs/dashboards.md.
                EXAMPLE: \(Terminal.programName) dashboards emit --rules shop.yml --output /etc/grafana/agent-teams
                """
        )

        @OptionGroup var configurationOptions: ConfigurationOptions

        @OptionGroup var ruleOptions: RuleOptions

        @Flag(help: "Compare with the files that are there, look all of them over, and write nothing.")
        var check = false

        @Option(help: ArgumentHelp("Where the files lie.", valueName: "directory"))
        var output = "dashboards"

        func run() throws {
            let configuration = try configurationOptions.load()
            let rules = try rules(configuration)
            let alerts = AlertValues(configuration.alerts, rules: rules)
            let dashboards = DashboardSet.dashboards(alerts: alerts, rules: rules)
            guard check else { return try write(dashboards.map { ($0.fileName, $0.text(alerts: alerts)) }) }
            let report = DashboardCheck(dashboards, alerts: alerts, rules: rules, files: try files())
            for line in report.lines { Terminal.printError("\(output)/\(line)") }
            guard report.lines.isEmpty else { throw CommandFailure(.finding, lines: []) }
            Terminal.print("\(dashboards.count) dashboards are up to date and in order")
        }

        /// Those of the configuration, and those named beside it.
        private func rules(_ configuration: ExporterConfiguration) throws -> [Rule] {
            var options = ruleOptions
            options.skipsBuiltIn = options.skipsBuiltIn || !configuration.usesBuiltinLogRules
            return try options.load(and: configuration.logRules).rules
        }

        private var directory: String { ConfigurationLoading.commandLinePaths.absolute(output) }

        private func files() throws -> [(name: String, bytes: [UInt8])] {
            try GlobExpansion.files(matching: "\(directory)/*.json").map { path in
                let name = path.split(separator: "/").last.map(String.init) ?? path
                do throws(ServiceError) {
                    return (name, try FileReading.bytes(of: path, whatItIs: "dashboard"))
                } catch {
                    throw CommandFailure(.wrongUse, error.message)
                }
            }
        }

        private func write(_ files: [(name: String, text: String)]) throws {
            do {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true)
                for file in files {
                    try Data(file.text.utf8).write(
                        to: URL(filePath: "\(directory)/\(file.name)"), options: .atomic)
                }
            } catch {
                throw CommandFailure(
                    .wrongUse, "cannot write dashboards to \(output); choose another place with --output")
            }
            Terminal.print("\(files.count) dashboards written to \(output)")
        }
    }
}
