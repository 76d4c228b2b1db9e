/// Inputs of the lint and the findings they must give.
enum LintCases {
    /// Name, type, rules.
    static let names: [(String, String, [String])] = [
        ("app_requests", "counter", ["counter-suffix"]),
        ("app_requests_total", "gauge", ["total-suffix"]),
        ("app_requests_total", "untyped", []),
        ("app_members_count", "gauge", ["reserved-suffix"]),
        ("app_members_sum", "gauge", ["reserved-suffix"]),
        ("app_members_bucket", "summary", ["reserved-suffix"]),
        ("app_members_count", "summary", []),
        ("app_uptime_minutes", "gauge", ["base-unit"]),
        ("app_uptime_milliseconds", "gauge", ["base-unit"]),
        ("app_size_kibibytes", "gauge", ["base-unit"]),
        ("app_size_mebibytes", "gauge", ["base-unit"]),
        ("app_traffic_bits_total", "counter", ["base-unit"]),
        ("app_heat_kelvins", "gauge", ["base-unit"]),
        ("app_heat_kelvin", "gauge", []),
        ("app_way_nanoyards", "gauge", ["base-unit"]),
        ("app_thermometers", "gauge", []),
        ("app_wait_ms", "gauge", ["abbreviated-unit"]),
        ("app_d_used", "gauge", ["abbreviated-unit"]),
        ("app_size_MB", "gauge", ["abbreviated-unit", "name-spelling"]),
        ("m_used", "gauge", []),
        ("app_wait_msec", "gauge", ["unit-spelling"]),
        ("app_size_MiB", "gauge", ["unit-spelling", "camel-case-name"]),
        ("app_cpu_percent", "gauge", ["ratio-not-percent"]),
        ("app_cpu_ratio", "gauge", []),
        ("app_seconds_waited", "gauge", ["unit-position"]),
        ("app_seconds_ratio", "gauge", []),
        ("app_start_timestamp", "gauge", ["timestamp-unit"]),
        ("app_gauge_value", "gauge", ["type-in-name"]),
        ("app_Histogram", "histogram", ["type-in-name", "name-spelling"]),
        ("gauge", "gauge", []),
        ("app:rate", "gauge", ["colon-in-name"]),
        ("appRate", "gauge", ["camel-case-name"]),
        ("APP_rate", "gauge", ["name-spelling"]),
        ("app__rate", "gauge", ["name-spelling"]),
        ("_app", "gauge", ["name-spelling"]),
        ("up", "gauge", ["generated-name"]),
        ("scrape_errors", "gauge", ["reserved-namespace"]),
        ("process_threads", "gauge", []),
        ("process_teams", "gauge", ["reserved-namespace"]),
    ]

    private static let gauge = "# HELP a Help.\n# TYPE a gauge\n"
    private static let counter = "# HELP a_total Help.\n# TYPE a_total counter\n"
    private static let histogram = "# HELP a Help.\n# TYPE a histogram\n"
    private static let summary = "# HELP a Help.\n# TYPE a summary\n"

    /// Text 0.0.4 and its findings as `rule@line`.
    static let text: [(String, [String])] = [
        ("# TYPE a gauge\na 1\n", ["missing-help@1"]),
        ("# HELP a   \n# TYPE a gauge\na 1\n", ["missing-help@1"]),
        ("# HELP a Help.\na 1\n", ["missing-type@1"]),
        ("# HELP a Help.\n# TYPE a untyped\na 1\n", ["missing-type@2"]),
        (gauge + "a 1\na 2\n", ["duplicate-series@4"]),
        (gauge + "a{b=\"\"} 1\na 2\n", ["duplicate-series@4"]),
        (gauge + "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\"} 1\n", ["duplicate-series@4"]),
        (gauge + "a{__x=\"1\"} 1\n", ["reserved-label@3"]),
        (gauge + "a{le=\"1\"} 1\n", ["reserved-bound-label@3"]),
        (gauge + "a{quantile=\"1\"} 1\n", ["reserved-bound-label@3"]),
        (gauge + "a{userId=\"1\"} 1\n", ["camel-case-label@3"]),
        (gauge + "a{type=\"x\"} 1\n", ["vague-label@3"]),
        (gauge + "a{job=\"x\"} 1\n", ["target-label@3"]),
        (gauge + "a{b=\"1\"} 1\na{b=\"1\",c=\"1\"} 1\n", ["label-sets@4"]),
        (gauge + "a{b=\"1\"} 1\na{b=\"Total\"} 1\n", ["total-row@4"]),
        (gauge + "a{b=\"all\"} 1\n", []),
        (gauge + "a 1 1700000000000\n", ["sample-timestamp@3"]),
        (gauge + "a{b=\"1\",} 1\n", ["trailing-comma@3"]),
        (gauge + "a nan\n", ["number-spelling@3"]),
        (gauge + "a Infinity\n", ["number-spelling@3"]),
        (gauge + "a -Inf\n", []),
        (counter + "a_total -1\n", ["counter-value@3"]),
        (counter + "a_total NaN\n", ["counter-value@3"]),
        (
            counter + "a_total 1\n# HELP a_created Help.\n# TYPE a_created gauge\na_created 1\n",
            ["created-series@4"]
        ),
        (
            gauge + "a 1\n# HELP b Help.\n# TYPE b gauge\nb 1\na{x=\"1\"} 1\n",
            ["split-family@6", "label-sets@7"]
        ),
        ("# HELP a_info Help.\n# TYPE a_info gauge\na_info 2\n", ["info-value@3"]),
        (histogram + "a_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n", ["histogram-shape@5"]),
        (histogram + "a_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 2\n", ["histogram-shape@5"]),
        (histogram + "a_bucket{le=\"+Inf\"} 1\n", ["histogram-shape@3"]),
        (histogram + "a_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1\n", ["histogram-shape@4"]),
        (histogram + "a_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\n", ["histogram-shape@4"]),
        (histogram + "a_bucket 1\n", ["histogram-shape@3"]),
        (histogram + "a 1\n", ["histogram-shape@3"]),
        (histogram + "a_sum 1\na_count 1\na_bucket{le=\"+Inf\"} 1\n", []),
        (histogram + "a_bucket{le=\"-1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum -2\na_count 1\n", []),
        (summary + "a 1\n", ["summary-shape@3"]),
        (summary + "a{quantile=\"2\"} 1\n", ["summary-shape@3"]),
        (summary + "a_sum NaN\n", ["summary-shape@3"]),
        (summary + "a{quantile=\"0.5\"} NaN\na_sum 0\na_count 0\n", []),
    ]

    /// OpenMetrics without its last line, and its findings as `rule@line`.
    static let openMetrics: [(String, [String])] = [
        ("# TYPE a gauge\n# HELP a Help.\na 1\n", []),
        ("# HELP a Help.\n# TYPE a gauge\na 1\n", ["metadata-order@1"]),
        ("# TYPE a_seconds gauge\n# HELP a_seconds Help.\na_seconds 1\n", ["missing-unit@1"]),
        ("# TYPE a_seconds gauge\n# UNIT a_seconds seconds\n# HELP a_seconds Help.\na_seconds 1\n", []),
        ("# TYPE a counter\n# HELP a Help.\na_total 1\n", []),
        ("# TYPE a_total gauge\n# HELP a_total Help.\na_total 1\n", ["total-suffix@1"]),
        ("# TYPE a unknown\n# HELP a Help.\na 1\n", ["missing-type@1"]),
        ("# TYPE a gauge\n# HELP a Help.\na 1\na 2\n", ["duplicate-series@4"]),
        ("# TYPE a gauge\n# HELP a Help.\na 1 1\na 2 2\n", ["sample-timestamp@3"]),
        (
            "# TYPE a histogram\n# HELP a Help.\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\n",
            ["number-spelling@3"]
        ),
        (
            "# TYPE a counter\n# HELP a Help.\na_total{b=\"1\"} 1\na_created{b=\"1\"} 1\na_total{b=\"2\"} 1\n",
            ["created-series@5"]
        ),
        ("# TYPE a counter\n# HELP a Help.\na_total 1\na_created NaN\n", ["created-value@4"]),
        ("# TYPE a stateset\n# HELP a Help.\na{a=\"x\"} 1\na{a=\"y\"} 0\n", []),
        ("# TYPE a info\n# HELP a Help.\na_info{v=\"1\"} 1\n", []),
    ]
}
