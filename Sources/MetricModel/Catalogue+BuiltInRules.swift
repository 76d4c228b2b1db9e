/// Families that the built-in log rules write (`rules/log`); each series appears with the first line it counts.
extension Catalogue {
    static let logHTTPRequests = MetricDescriptor(
        "orchestrator_log_http_requests_total",
        .counter,
        labels: ["log", "method", "status"],
        help:
            "Number of requests in access logs, by method and class of status such as 2xx; in logs called "
            + "orchestrator, dashboard, uvicorn, nginx, apache or access.",
        collector: "logs"
    )
    static let logHTTPResponseBytes = MetricDescriptor(
        "orchestrator_log_http_response_bytes_total",
        .counter,
        unit: "bytes",
        labels: ["log"],
        help:
            "Bytes of the answers to the requests in access logs; in logs called nginx, apache or access.",
        collector: "logs"
    )
    package static let logExceptions = MetricDescriptor(
        "orchestrator_log_exceptions_total",
        .counter,
        labels: ["exception", "log"],
        help:
            "Number of lines that name an exception as the last line of a Python traceback does, by its type.",
        collector: "logs"
    )
    static let logEvents = MetricDescriptor(
        "orchestrator_log_events_total",
        .counter,
        labels: ["event", "log"],
        help:
            "Number of messages that orchestrator-cc wrote about itself, by kind; in logs called orchestrator, "
            + "dashboard or health_monitor.",
        collector: "logs"
    )
    static let logProgramLines = MetricDescriptor(
        "orchestrator_log_program_lines_total",
        .counter,
        labels: ["log", "program"],
        help: "Number of lines by the program that wrote them; in logs called syslog, messages or journal.",
        collector: "logs"
    )

    static let builtInRuleFamilies: [MetricDescriptor] = [
        logHTTPRequests, logHTTPResponseBytes, logExceptions, logEvents, logProgramLines,
    ]
}
