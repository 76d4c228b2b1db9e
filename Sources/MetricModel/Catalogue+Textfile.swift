/// Families about files of other programs' metrics; exported with `--collector.textfile.directory`.
extension Catalogue {
    package static let textfileValid = MetricDescriptor(
        "agent_teams_exporter_textfile_valid",
        .gauge,
        labels: ["file"],
        help:
            "Whether the metrics of the file are shown (1), or it has a fault (0), which the program's log names.",
        since: "0.2.0",
        collector: "textfile"
    )
    package static let textfileModified = MetricDescriptor(
        "agent_teams_exporter_textfile_modified_timestamp_seconds",
        .gauge,
        unit: "seconds",
        labels: ["file"],
        help: "When the file was last written, in seconds since the Unix epoch.",
        since: "0.2.0",
        collector: "textfile"
    )

    static let textfileFamilies: [MetricDescriptor] = [textfileValid, textfileModified]
}
