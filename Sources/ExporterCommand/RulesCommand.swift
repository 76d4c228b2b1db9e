import ArgumentParser

/// `rules`: are log rules right, and what do they do?
struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Check, test and explain log rules; preview and emit alert rules.",
        subcommands: [
            RulesCheckCommand.self, RulesTestCommand.self, RulesExplainCommand.self, RulesPreviewCommand.self,
            RulesEmitCommand.self,
        ]
    )
}
