import ArgumentParser
import ExporterService
import FoundationEssentials
import Glibc
import LogRules
import MetricModel
import RuleEmission

/// `rules emit`: alert rules, recording rules and their tests, from the catalogue and the configured thresholds.
struct RulesEmitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emit",
        abstract:
            "Write alert rules, recording rules, their promtool tests, and runbooks for alerts of log rules.",
        discussion: """
            Thresholds, selector and links come from the configuration (thresholds, alerts); docs/alerts.md tells of each \
            alert. --check writes nothing and ends with 1 when the files are not what would be written.
            EXAMPLE: \(Terminal.programName) rules emit --config.file exporter.yml --output /etc/prometheus/agent-teams
            """
    )

    @OptionGroup var configurationOptions: ConfigurationOptions

    @Option(help: ArgumentHelp("Directory to write to.", valueName: "directory"))
    var output = standardOutput

    private static let standardOutput = "rules"

    @Option(
        help: ArgumentHelp(
            "Where the pages of alerts of log rules lie. Default: docs/runbooks; with --output: runbooks below it.",
            valueName: "directory"))
    var runbooks: String?

    @Option(
        help: ArgumentHelp(
            "Group of alerts: \(AlertGroup.allCases.map(\.rawValue).joined(separator: ", ")); may be repeated. Default: all.",
            valueName: "group"))
    var group: [AlertGroup] = []

    @Option(help: ArgumentHelp("Put before the name of each alert.", valueName: "text"))
    var prefix = ""

    @Option(help: ArgumentHelp("Label on each alert; may be repeated.", valueName: "name=value"))
    var label: [String] = []

    @Option(
        help: ArgumentHelp(
            "What all series have, as in 'job=\"agent-teams\"'. Default: alerts.selector of the configuration.",
            valueName: "selector"))
    var selector: String?

    @Option(help: "files, prometheusrule (for the Prometheus operator) or configmap.")
    var format = EmissionOptions.Format.files

    @Flag(help: "Write nothing; tell which files are not what would be written.")
    var check = false

    func run() throws {
        let configuration = try configurationOptions.load()
        var settings = configuration.alerts
        if let selector { settings.selector = try parsedSelector(selector) }
        let rules = try ConfigurationLoading.rules(configuration).rules
        let emitted = EmittedRules(settings: settings, options: try options(), logRules: rules)
        // With some groups only, files of the others are none of our business.
        let isWhole = group.isEmpty && format == .files
        let parts = [
            (emitted.files, directory(output, .rules)),
            (emitted.runbooks, directory(runbookDirectory, .runbooks)),
        ]
        for (files, directory) in parts {
            if check {
                try directory.check(files, alone: isWhole)
            } else {
                try directory.write(files, alone: isWhole)
            }
        }
        for (files, directory) in parts where !files.isEmpty {
            Terminal.print(
                "\(files.count) files \(check ? "are up to date in" : "written to") \(directory.shown)")
        }
    }

    private var runbookDirectory: String {
        runbooks ?? (output == Self.standardOutput ? "docs/runbooks" : "\(output)/runbooks")
    }

    private func directory(_ shown: String, _ ownership: EmissionDirectory.Ownership) -> EmissionDirectory {
        EmissionDirectory(
            path: ConfigurationLoading.commandLinePaths.absolute(shown), shown: shown, ownership: ownership)
    }

    private func parsedSelector(_ text: String) throws -> AlertSelector {
        do {
            return try AlertSelector(text)
        } catch {
            throw CommandFailure(.wrongUse, "--selector: \(error.message); \(error.hint)")
        }
    }

    private func options() throws -> EmissionOptions {
        var options = EmissionOptions()
        options.format = format
        options.groups = group
        options.prefix = prefix
        options.runbookDirectory = runbookDirectory
        options.labels = try label.map(parsedLabel)
        guard prefix.isEmpty || (try? MetricName(prefix)) != nil else {
            throw CommandFailure(
                .wrongUse, "--prefix '\(prefix)' cannot begin a name; use letters, digits and '_'")
        }
        return options
    }

    private func parsedLabel(_ text: String) throws -> TextPair {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
            String.init)
        guard parts.count == 2, (try? LabelName(parts[0])) != nil else {
            throw CommandFailure(.wrongUse, "--label '\(text)' is no label; write name=value")
        }
        guard !["severity", "alertname", "team_name"].contains(parts[0]), !parts[1].contains("{{") else {
            throw CommandFailure(
                .wrongUse,
                "--label '\(text)': \(parts[0]) is set by the alerts themselves, and values are plain text")
        }
        return TextPair(parts[0], parts[1])
    }
}

extension AlertGroup: ExpressibleByArgument {}
extension EmissionOptions.Format: ExpressibleByArgument {}
