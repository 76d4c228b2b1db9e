/// Families of the kinds of errors in logs.
extension Catalogue {
    package static let logNewErrorShapes = MetricDescriptor(
        "orchestrator_log_new_error_shapes_total",
        .counter,
        labels: ["log"],
        help:
            "Kinds of entries at ERROR or above that were never seen before in this log: first lines that differ in more "
            + "than numbers, ids, quoted texts and paths. What was there when the log was first read is not counted.",
        since: "0.2.0",
        collector: "logs"
    )
    package static let logForgottenErrorShapes = MetricDescriptor(
        "orchestrator_log_forgotten_error_shapes_total",
        .counter,
        labels: ["log"],
        help:
            "Kinds of error entries that were forgotten because 500 of a log, or 64 KiB, are remembered; they count as "
            + "new when they come back.",
        since: "0.2.0",
        collector: "logs"
    )

    static let errorShapeFamilies = [logNewErrorShapes, logForgottenErrorShapes]
}
