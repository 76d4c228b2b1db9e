/// Families of the watched logs, what was read of them, what their rules found and what was lost.
extension Catalogue {
    package static let logLines = MetricDescriptor(
        "orchestrator_log_lines_total",
        .counter,
        labels: ["log"],
        help: "Number of complete lines read from the log.",
        collector: "logs"
    )
    package static let logReadBytes = MetricDescriptor(
        "orchestrator_log_read_bytes_total",
        .counter,
        unit: "bytes",
        labels: ["log"],
        help:
            "Bytes of the log's lines as they were handed to level counting and rules, line ends included. Of an "
            + "over-long line only the kept head counts, and a line end missing at the end of a file counts as one.",
        collector: "logs"
    )
    package static let logEntries = MetricDescriptor(
        "orchestrator_log_entries_total",
        .counter,
        labels: ["log", "level"],
        help: "Number of log entries by level; the lines that continue an entry are not counted.",
        collector: "logs"
    )
    package static let logTruncatedLines = MetricDescriptor(
        "orchestrator_log_truncated_lines_total",
        .counter,
        labels: ["log"],
        help: "Number of lines longer than max_line_bytes, of which only the head was matched.",
        collector: "logs"
    )
    package static let logSizeBytes = MetricDescriptor(
        "orchestrator_log_size_bytes",
        .gauge,
        unit: "bytes",
        labels: ["log"],
        help: "Size in bytes of all files that the log has now.",
        collector: "logs"
    )
    package static let logLagBytes = MetricDescriptor(
        "orchestrator_log_lag_bytes",
        .gauge,
        unit: "bytes",
        labels: ["log"],
        help: "Bytes of the log's files that are not read yet, an incomplete last line included.",
        collector: "logs"
    )
    package static let logInfo = MetricDescriptor(
        "orchestrator_log_info",
        .info,
        labels: ["log", "team_name"],
        help:
            "A watched log and the team it belongs to, if the configuration names one; the value is always 1.",
        collector: "logs"
    )
    package static let logFiles = MetricDescriptor(
        "orchestrator_log_files",
        .gauge,
        labels: ["log"],
        help: "Number of files of the log that are watched now.",
        collector: "logs"
    )
    package static let logCompressedFiles = MetricDescriptor(
        "orchestrator_log_compressed_files",
        .gauge,
        labels: ["log"],
        help: "Number of compressed files that the log's paths match now; they are not read.",
        collector: "logs"
    )
    package static let logLostBytes = MetricDescriptor(
        "orchestrator_log_lost_bytes_total",
        .counter,
        unit: "bytes",
        labels: ["log", "reason"],
        help: "Bytes that vanished before they could be read, by what took them: the file was truncated, "
            + "deleted or replaced.",
        collector: "logs"
    )
    package static let logLossEvents = MetricDescriptor(
        "orchestrator_log_loss_events_total",
        .counter,
        labels: ["log", "reason"],
        help:
            "Number of times that log content was gone before it was read, also where it is not known how much: "
            + "truncated, deleted, or replaced by other content.",
        collector: "logs"
    )
    package static let logRotations = MetricDescriptor(
        "orchestrator_log_rotations_total",
        .counter,
        labels: ["log"],
        help: "Number of times a file of the log was renamed away and a new one began under its name.",
        collector: "logs"
    )
    package static let logTruncations = MetricDescriptor(
        "orchestrator_log_truncations_total",
        .counter,
        labels: ["log"],
        help:
            "Number of times a file of the log was cut or rewritten in place, also to an equal or larger size, "
            + "and was read anew from its start.",
        collector: "logs"
    )
    package static let logFileErrors = MetricDescriptor(
        "orchestrator_log_file_errors_total",
        .counter,
        labels: ["log", "reason"],
        help: "Number of failures to open, read or watch a file of the log, by reason.",
        collector: "logs"
    )
    package static let logWatchMode = MetricDescriptor(
        "orchestrator_log_watch_mode",
        .gauge,
        labels: ["log", "mode"],
        help: "Whether changes of the log are found in this way (1) or not (0): inotify tells at once, "
            + "poll looks at intervals.",
        collector: "logs"
    )
    package static let logPollReason = MetricDescriptor(
        "orchestrator_log_poll_reason",
        .gauge,
        labels: ["log", "reason"],
        help: "Whether the log is polled for this reason (1) or not (0): the configuration says so, the "
            + "kernel refused a watch, or its file system tells of no changes.",
        since: "0.2.0",
        collector: "logs"
    )
    package static let logLastEntryTimestamp = MetricDescriptor(
        "orchestrator_log_last_entry_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["log"],
        help: "When the newest entry of the log was written by the time in its own first line, in seconds "
            + "since the Unix epoch; absent until an entry with a time was read.",
        since: "0.2.0",
        collector: "logs"
    )
    package static let logRuleMatches = MetricDescriptor(
        "orchestrator_log_rule_matches_total",
        .counter,
        labels: ["rule"],
        help: "Number of lines or entries that the rule matched, in all logs together.",
        collector: "logs"
    )
    package static let logRuleLimitsExceeded = MetricDescriptor(
        "orchestrator_log_rule_limits_exceeded_total",
        .counter,
        labels: ["rule"],
        help: "Number of lines on which the rule's pattern gave up at its match, depth, heap or stack limit.",
        collector: "logs"
    )
    package static let logRuleOverflow = MetricDescriptor(
        "orchestrator_log_rule_overflow_total",
        .counter,
        labels: ["rule"],
        help:
            "Number of matches counted in the rule's overflow series because the rule already had max_series "
            + "label sets.",
        collector: "logs"
    )

    package static let logRuleQuarantined = MetricDescriptor(
        "orchestrator_log_rule_quarantined",
        .gauge,
        labels: ["log", "rule"],
        help:
            "Whether the rule is set aside in this log (1) or not (0) because its pattern gave up on many lines "
            + "in a row; it counts nothing more there until the rules are loaded anew.",
        collector: "logs"
    )

    package static let logRuleBadValues = MetricDescriptor(
        "orchestrator_log_rule_bad_values_total",
        .counter,
        labels: ["rule"],
        help:
            "Number of matches whose value is no quantity that the metric can take, so that it was left out: not a "
            + "number, of another unit, or negative where that cannot be.",
        collector: "logs"
    )
    package static let logRuleCandidates = MetricDescriptor(
        "orchestrator_log_rule_candidates_total",
        .counter,
        labels: ["rule"],
        help:
            "Number of lines or entries that the rule's pattern was run on, because they hold the literal text that "
            + "each match needs, or because there is none to look for.",
        collector: "logs"
    )
    package static let logRuleSeconds = MetricDescriptor(
        "orchestrator_log_rule_seconds_total",
        .counter,
        unit: "seconds",
        labels: ["rule"],
        help: "Time in seconds that the rule's pattern was run for, estimated from one in 64 candidates.",
        collector: "logs"
    )
    package static let logTruncatedEntries = MetricDescriptor(
        "orchestrator_log_truncated_entries_total",
        .counter,
        labels: ["log"],
        help:
            "Number of entries longer than 1 MB, of which only the head was matched by rules with match: entry.",
        collector: "logs"
    )

    static let logFamilies: [MetricDescriptor] =
        [
            logLines, logReadBytes, logEntries, logTruncatedLines, logSizeBytes, logLagBytes, logInfo,
            logFiles,
            logCompressedFiles,
            logLostBytes, logLossEvents, logRotations, logTruncations, logFileErrors, logWatchMode,
            logPollReason, logLastEntryTimestamp,
            logRuleMatches,
            logRuleLimitsExceeded, logRuleOverflow, logRuleQuarantined, logRuleBadValues, logRuleCandidates,
            logRuleSeconds, logTruncatedEntries,
        ] + builtInRuleFamilies
}
