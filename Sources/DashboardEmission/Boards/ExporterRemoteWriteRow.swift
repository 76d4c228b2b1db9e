import MetricModel

/// What goes to receivers of remote write; empty where none is named.
enum ExporterRemoteWriteRow {
    static let panels: [Panel] = [
        .stat(
            "Last taken", "When a receiver last took samples; of several the one that waits longest.",
            .moment,
            "min(\(Catalogue.remoteWriteLastSuccess)) * 1000", width: 3),
        .stat(
            "Oldest waiting", "When the oldest samples that wait on disk were taken; empty when none wait.",
            .moment, "min(\(Catalogue.remoteWriteOldest)) * 1000", width: 3),
        .graph(
            "Samples", "What became of samples: sent, refused by the receiver, or dropped here.", .perMinute,
            [
                Target(
                    "60 * sum by (receiver, outcome) (rate(\(Catalogue.remoteWriteSamples)[$__rate_interval])) > 0",
                    "{{receiver}} {{outcome}}")
            ], width: 6),
        .graph(
            "Failures", "Attempts to send that failed, by reason.", .perMinute,
            [
                Target(
                    "60 * sum by (receiver, reason) (rate(\(Catalogue.remoteWriteFailures)[$__rate_interval])) > 0",
                    "{{receiver}} {{reason}}")
            ], isStacked: true, width: 6),
        .graph(
            "Queue", "Size of what waits on disk.", .bytes,
            [Target("sum by (receiver) (\(Catalogue.remoteWriteQueueBytes))", "{{receiver}}")], width: 6),
    ]
}
