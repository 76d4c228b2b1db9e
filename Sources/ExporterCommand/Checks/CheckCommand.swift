import ArgumentParser

/// `check`: the questions that the operators' manual asks each day, week and month, and before more teams start.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract:
            "Answer the operator's daily, weekly and monthly questions, and whether more teams have room.",
        subcommands: [
            CheckDailyCommand.self, CheckWeeklyCommand.self, CheckMonthlyCommand.self,
            CheckCapacityCommand.self,
        ]
    )

    /// How results count for the exit code, for the help of each.
    static let exitCodes = """
        Ends with 1 when a result is critical, with --strict also when one is a warning or unknown. Works without a daemon; \
        thresholds are those of the alerts.
        """
}
