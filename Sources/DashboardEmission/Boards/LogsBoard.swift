import LogRules
import MetricModel
import RuleEmission

/// Logs: errors first, then what each rule found, then whether the reading itself is sound.
enum LogsBoard {
    static func dashboard(_ alerts: AlertValues, rules: [Rule]) -> Dashboard {
        Dashboard(
            subject: .logs, title: "Agent teams / Logs",
            description: "Errors in logs, what each rule found in them, and whether all of them is read.",
            variables: Variable.target + [.log],
            rows: [
                Row("Errors", errors(alerts)), Row("Rules", rules.map(RulePanel.panel)),
                Row("Is all of it read?", reading(alerts)), Row("Files", files(alerts)),
                Row("How rules fare", engine), Row("Archive", archive),
            ])
    }

    private static func errors(_ alerts: AlertValues) -> [Panel] {
        [
            .stat(
                "Errors, 1 h", "Entries of level ERROR or CRITICAL in the last hour.", .count,
                "sum(increase(\(Catalogue.logEntries, .log, SharedQueries.errorLevels)[1h]))",
                thresholds: .anyIsBad
            ).watched(by: .errorBurst, .newException),
            .stat(
                "New kinds of errors, 1 h",
                "Kinds of errors that were never logged before: 'logs errors --group' shows them.", .count,
                "sum(increase(\(Catalogue.logNewErrorShapes, .log)[1h]))", thresholds: .anyIsBad
            ).watched(by: .newErrorShape),
            .stat(
                "Warnings, 1 h", "Entries of level WARNING in the last hour.", .count,
                "sum(increase(\(Catalogue.logEntries, .log, .label("level", is: "WARNING"))[1h]))"),
            .stat(
                "Newest entry",
                "How old the newest entry of the quietest log is, by the time in its own first line.",
                .seconds,
                "max(time() - \(Catalogue.logLastEntryTimestamp, .log))",
                thresholds: alerts.above(.logSilence)
            ).watched(by: .logSilent),
            .stat(
                "Not read yet", "Bytes of all files that wait to be read.", .bytes,
                "sum(\(Catalogue.logLagBytes, .log))", thresholds: alerts.above(.logLag)
            ).watched(by: .logLagging),
            .stat(
                "Lost", "Bytes that vanished before they could be read, in the chosen time.", .bytes,
                "sum(increase(\(Catalogue.logLostBytes, .log)[$__range]))", thresholds: .anyIsBad
            ).watched(by: .logBytesLost),
            .stat(
                "Rules set aside",
                "Rules whose pattern gave up on many lines in a row: they count nothing there.",
                .count, "sum(\(Catalogue.logRuleQuarantined, .log))", thresholds: .anyIsBad
            ).watched(by: .ruleQuarantined),
            .graph(
                "Entries by level", "All entries of the chosen logs.", .perMinute,
                [
                    Target(
                        "60 * sum by (level) (rate(\(Catalogue.logEntries, .log)[$__rate_interval]))",
                        "{{level}}")
                ], isStacked: true),
            .graph(
                "Errors by log", "Entries of level ERROR or CRITICAL.", .perMinute,
                [
                    Target(
                        "60 * sum by (log) (rate(\(Catalogue.logEntries, .log, SharedQueries.errorLevels)[$__rate_interval]))",
                        "{{log}}")
                ]),
        ]
    }

    private static func reading(_ alerts: AlertValues) -> [Panel] {
        [
            .graph(
                "Lines", "Complete lines read from each log.", .perSecond,
                [Target("sum by (log) (rate(\(Catalogue.logLines, .log)[$__rate_interval]))", "{{log}}")],
                width: 8),
            .graph(
                "Bytes", "Bytes of the lines read from each log.", .bytesPerSecond,
                [Target("sum by (log) (rate(\(Catalogue.logReadBytes, .log)[$__rate_interval]))", "{{log}}")],
                width: 8),
            .graph(
                "Not read yet", "Bytes that wait to be read, an incomplete last line included.", .bytes,
                [Target("sum by (log) (\(Catalogue.logLagBytes, .log))", "{{log}}")],
                thresholds: alerts.above(.logLag), width: 8),
            .graph(
                "Losses", "How often content was gone before it was read, by what took it.", .count,
                [
                    Target(
                        "sum by (log, reason) (increase(\(Catalogue.logLossEvents, .log)[$__rate_interval]))",
                        "{{log}} {{reason}}")
                ], width: 8),
            .graph(
                "Bytes lost", "Bytes that vanished before they could be read, where it is known how many.",
                .bytes,
                [
                    Target(
                        "sum by (log, reason) (increase(\(Catalogue.logLostBytes, .log)[$__rate_interval]))",
                        "{{log}} {{reason}}")
                ], width: 8),
            .graph(
                "Failures", "Failures to open, read or watch a file.", .count,
                [
                    Target(
                        "sum by (log, reason) (increase(\(Catalogue.logFileErrors, .log)[$__rate_interval]))",
                        "{{log}} {{reason}}")
                ], width: 8),
        ]
    }

    private static func files(_ alerts: AlertValues) -> [Panel] {
        [
            .table(
                "Logs", "One row a log: its files, how changes of them are found, and why not at once.",
                [
                    "sum by (log) (\(Catalogue.logFiles, .log))",
                    "sum by (log) (\(Catalogue.logCompressedFiles, .log))",
                    "sum by (log) (\(Catalogue.logSizeBytes, .log))",
                    "max by (log) (\(Catalogue.logWatchMode, .log, .label("mode", is: "inotify")))",
                    "max by (log) (\(Catalogue.logPollReason, .log))",
                ],
                columns: [
                    .label("log", "Log"), .value("Files", .count), .value("Compressed, not read", .count),
                    .value("Size", .bytes, thresholds: alerts.above(.logSize)),
                    .value("Told by the kernel", .plain, words: ValueWord.noOrYes),
                    .value(
                        "Polled", .plain,
                        words: [
                            ValueWord(value: 0, text: "no", colour: .green),
                            ValueWord(value: 1, text: "yes", colour: .yellow),
                        ]),
                ], width: 12
            ).watched(by: .logLarge),
            .graph(
                "Rotations and truncations",
                "How often files were renamed away, or cut and rewritten in place.", .count,
                [
                    Target(
                        "sum by (log) (increase(\(Catalogue.logRotations, .log)[$__rate_interval]))",
                        "{{log}} rotated"),
                    Target(
                        "sum by (log) (increase(\(Catalogue.logTruncations, .log)[$__rate_interval]))",
                        "{{log}} truncated"),
                ], width: 6),
            .graph(
                "New kinds of errors",
                "Kinds of errors that were never logged before, and those that were forgotten for want of room.",
                .count,
                [
                    Target(
                        "sum by (log) (increase(\(Catalogue.logNewErrorShapes, .log)[$__rate_interval]))",
                        "{{log}} new"),
                    Target(
                        "sum by (log) (increase(\(Catalogue.logForgottenErrorShapes, .log)[$__rate_interval]))",
                        "{{log}} forgotten"),
                ], width: 6),
            .graph(
                "Cut lines and entries",
                "Lines and entries that are too long: only their heads were matched.", .count,
                [
                    Target(
                        "sum by (log) (increase(\(Catalogue.logTruncatedLines, .log)[$__rate_interval]))",
                        "{{log}} lines"),
                    Target(
                        "sum by (log) (increase(\(Catalogue.logTruncatedEntries, .log)[$__rate_interval]))",
                        "{{log}} entries"),
                ], width: 6),
        ]
    }

    /// There only where the archive is enabled.
    private static let archive: [Panel] = [
        .stat(
            "Last good run", "Time since the last run of the archive without a failure.", .seconds,
            "max(time() - \(Catalogue.archiveLastSuccess))", thresholds: .above(orange: 172_800)
        ).watched(by: .archiveStale),
        .stat(
            "Not archived, 25 h",
            "Files that could not be archived by the last run, and directories without the room; they stay where they are.",
            .count, "sum(increase(\(Catalogue.archiveFailures)[25h]))", thresholds: .anyIsBad
        ).watched(by: .archiveFailed, .archiveNoSpace),
        .stat(
            "Archived", "Log files archived in the chosen time.", .count,
            "sum(increase(\(Catalogue.archiveFiles)[$__range]))"),
        .stat(
            "Last run took", "How long the last scheduled run took.", .seconds,
            "max(\(Catalogue.archiveDuration))"),
        .graph(
            "Runs of the archive", "Scheduled runs by result.", .count,
            [
                Target(
                    "sum by (result) (increase(\(Catalogue.archiveRuns)[$__rate_interval]))", "{{result}}")
            ], width: 8),
        .graph(
            "Bytes archived", "Bytes of log files that were read, and of archives written.", .bytes,
            [
                Target("sum(increase(\(Catalogue.archiveReadBytes)[$__rate_interval]))", "read"),
                Target("sum(increase(\(Catalogue.archiveWrittenBytes)[$__rate_interval]))", "written"),
            ], width: 8),
        .graph(
            "Failures and removals", "Files not archived, and archives removed by retention, by reason.",
            .count,
            [
                Target(
                    "sum by (reason) (increase(\(Catalogue.archiveFailures)[$__rate_interval]))",
                    "failed: {{reason}}"),
                Target(
                    "sum by (reason) (increase(\(Catalogue.archiveRemoved)[$__rate_interval]))",
                    "removed: {{reason}}"),
            ], width: 8),
    ]

    private static let engine: [Panel] = [
        .graph(
            "Matches", "Lines or entries that each rule matched.", .perMinute,
            [
                Target("60 * sum by (rule) (rate(\(Catalogue.logRuleMatches)[$__rate_interval]))", "{{rule}}")
            ], width: 8),
        .graph(
            "Cost", "Share of one processor that the pattern of each rule takes.", .share,
            [Target("sum by (rule) (rate(\(Catalogue.logRuleSeconds)[$__rate_interval]))", "{{rule}}")],
            width: 8),
        .graph(
            "Candidates",
            "Lines that a pattern was run on; a rule with far more of these than matches wants a better literal.",
            .perSecond,
            [Target("sum by (rule) (rate(\(Catalogue.logRuleCandidates)[$__rate_interval]))", "{{rule}}")],
            width: 8),
        .graph(
            "Patterns that gave up",
            "Lines on which a pattern gave up at its limit; many in a row set the rule aside.",
            .count,
            [
                Target(
                    "sum by (rule) (increase(\(Catalogue.logRuleLimitsExceeded)[$__rate_interval]))",
                    "{{rule}}")
            ], width: 8),
        .graph(
            "Overflow",
            "Matches counted in the overflow series, because a rule already had max_series label sets.",
            .count,
            [Target("sum by (rule) (increase(\(Catalogue.logRuleOverflow)[$__rate_interval]))", "{{rule}}")],
            width: 8),
        .graph(
            "Bad values", "Matches whose value is no quantity that the metric can take.", .count,
            [Target("sum by (rule) (increase(\(Catalogue.logRuleBadValues)[$__rate_interval]))", "{{rule}}")],
            width: 8),
    ]
}
