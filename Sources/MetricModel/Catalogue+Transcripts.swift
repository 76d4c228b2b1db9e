/// Families of the collector `transcripts`, defined by what the harness writes about each session.
extension Catalogue {
    package static let agentTokens = MetricDescriptor(
        "orchestrator_agent_tokens_total",
        .counter,
        labels: ["team_name", "agent_name", "model", "kind"],
        help:
            "Number of tokens that the agent used, by model and kind: input, output, cache_read, cache_creation. Each "
            + "response counts once, with the largest numbers that any line of any transcript gives for it; sessions of no "
            + "team have empty names.",
        collector: "transcripts"
    )
    package static let agentTurn = MetricDescriptor(
        "orchestrator_agent_turn_seconds",
        .histogram,
        unit: "seconds",
        labels: ["team_name", "agent_name"],
        help: "Time in seconds that the agent took for a turn, as its session notes it at the end of each.",
        collector: "transcripts",
        buckets: [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800]
    )
    package static let transcripts = MetricDescriptor(
        "orchestrator_transcripts",
        .gauge,
        help: "Number of transcripts that are followed.",
        collector: "transcripts"
    )
    package static let transcriptUnread = MetricDescriptor(
        "orchestrator_transcript_unread_bytes",
        .gauge,
        unit: "bytes",
        help: "Number of bytes of transcripts that are there and were not read yet.",
        collector: "transcripts"
    )
    package static let transcriptSkipped = MetricDescriptor(
        "orchestrator_transcript_skipped_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of things in transcripts that were not counted: malformed (a line that is no JSON object), too_long "
            + "(a line of more than 4 MiB), value (a number of tokens or a duration that cannot be), too_old (a response "
            + "from before the first start, or older than all that is remembered, so that it may be a copy).",
        collector: "transcripts"
    )
    package static let transcriptErrors = MetricDescriptor(
        "orchestrator_transcript_read_errors_total",
        .counter,
        labels: ["reason"],
        help:
            "Number of failures to open, read or watch transcripts: open, read, permission, not_a_file, watch.",
        collector: "transcripts"
    )
    package static let transcriptLost = MetricDescriptor(
        "orchestrator_transcript_lost_bytes_total",
        .counter,
        unit: "bytes",
        labels: ["reason"],
        help:
            "Number of bytes of transcripts that were gone before they could be read: truncated, deleted, replaced.",
        collector: "transcripts"
    )

    static let transcriptFamilies: [MetricDescriptor] = [
        agentTokens, agentTurn, transcripts, transcriptUnread, transcriptSkipped, transcriptErrors,
        transcriptLost,
    ]
}
