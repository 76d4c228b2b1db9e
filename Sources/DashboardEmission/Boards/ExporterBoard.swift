import MetricModel
import RuleEmission

/// The exporter itself: can the other dashboards be trusted.
enum ExporterBoard {
    static func dashboard(_ alerts: AlertValues) -> Dashboard {
        Dashboard(
            subject: .exporter, title: "Agent teams / Exporter itself",
            description: "Whether the exporter works, so that the other dashboards can be trusted.",
            variables: Variable.target,
            rows: [
                Row("At a glance", glance), Row("Scrapes and collectors", scrapes),
                Row("Who connects", ExporterDoorRow.panels),
                Row("What it sends", ExporterRemoteWriteRow.panels), Row("What it reads", sources),
                Row("What it keeps", state), Row("What it uses", usage),
            ])
    }

    private static let glance: [Panel] = [
        .stat(
            "Up", "Whether Prometheus could scrape every exporter.", .plain, "min(\(prometheus: .up))",
            words: ValueWord.downOrUp, width: 3
        ).watched(by: .exporterDown, .exporterAbsent),
        .stat(
            "Collectors failing", "Collectors whose last run failed: what they show is missing.", .count,
            "sum(\(Catalogue.collectorSuccess) == bool 0)", thresholds: .anyIsBad, width: 3
        ).watched(by: .collectorFailing),
        .stat(
            "Configuration", "Whether the last reading of configuration and rules succeeded.", .plain,
            "min(\(Catalogue.configReloadSuccessful))", words: ValueWord.noOrYes, width: 3
        ).watched(by: .configReloadFailed),
        .stat(
            "Loaded", "When configuration and rules were last taken up.", .moment,
            "min(\(Catalogue.configReloadSuccessTimestamp)) * 1000", width: 3),
        .stat(
            "State writable", "Whether counters reach the state directory; if not, kill -9 loses some.",
            .plain,
            "min(\(Catalogue.stateWritable))", words: ValueWord.noOrYes, width: 3
        ).watched(by: .stateNotWritable),
        .stat(
            "Teams readable", "Whether every teams root could be read.", .plain,
            "min(\(Catalogue.teamsRootReadable))", words: ValueWord.noOrYes, width: 3
        ).watched(by: .teamsUnreadable),
        .stat(
            "Started", "When the exporter started; of several the latest.", .moment,
            "max(\(Catalogue.processStartTimeSeconds)) * 1000", width: 3),
        .stat(
            "Refused values",
            "Values that were not taken, in the chosen time: each one is a fault of the program.",
            .count, "sum(increase(\(Catalogue.refusedSamples)[$__range]))", thresholds: .anyIsBad, width: 3),
    ]

    private static let scrapes: [Panel] = [
        .table(
            "Collectors", "How each collector fared in its last run.",
            [
                "min by (collector) (\(Catalogue.collectorSuccess))",
                "max by (collector) (\(Catalogue.collectorDuration))",
            ],
            columns: [
                .label("collector", "Collector"), .value("Success", .plain, words: ValueWord.noOrYes),
                .value("Took", .seconds),
            ], width: 8),
        .graph(
            "Time of collectors", "How long each collector took in its last run.", .seconds,
            [Target("max by (collector) (\(Catalogue.collectorDuration))", "{{collector}}")], width: 8),
        .graph(
            "Time of scrapes", "How long Prometheus waited for an answer.", .seconds,
            [Target("max by (instance) (\(prometheus: .scrapeDuration))", "{{instance}}")], width: 8),
        .graph(
            "Samples", "Samples that Prometheus got with each scrape.", .count,
            [Target("max by (instance) (\(prometheus: .scrapeSamples))", "{{instance}}")], width: 8),
        .graph(
            "HTTP requests", "Requests answered, by handler and status code.", .perMinute,
            [
                Target(
                    "60 * sum by (handler, code) (rate(\(Catalogue.httpRequests)[$__rate_interval])) > 0",
                    "{{handler}} {{code}}")
            ], isStacked: true, width: 8),
        .graph(
            "Requests in flight", "Requests being answered at the moment of a scrape, that one included.",
            .count,
            [Target("max by (instance) (\(Catalogue.httpRequestsInFlight))", "{{instance}}")], width: 8),
    ]

    private static let sources: [Panel] = [
        .graph(
            "Broken team files",
            "Reads of team state that failed; a broken file counts again only when it changes.",
            .count,
            [
                Target(
                    "sum by (source, reason) (increase(\(Catalogue.teamReadErrors)[$__rate_interval]))",
                    "{{source}} {{reason}}")
            ], width: 8),
        .graph(
            "Unreadable processes", "Reads of processes that failed; what they would have told is absent.",
            .count,
            [
                Target(
                    "sum by (source, reason) (increase(\(Catalogue.processReadErrors)[$__rate_interval]))",
                    "{{source}} {{reason}}")
            ], width: 8),
        .graph(
            "Transcripts", "Bytes of transcripts that wait to be read.", .bytes,
            [Target("sum by (instance) (\(Catalogue.transcriptUnread))", "{{instance}}")], width: 8),
        .stat(
            "Transcripts followed", "Transcripts of sessions that are followed for tokens and activity.",
            .count,
            "sum(\(Catalogue.transcripts))"),
        .stat(
            "Left behind by teams", "Directories of deleted teams that still hold inboxes.", .count,
            "sum(\(Catalogue.residualTeamDirectories))", thresholds: .anyIsBad),
        .graph(
            "Transcript faults", "Things in transcripts that were not counted, and failures to read them.",
            .count,
            [
                Target(
                    "sum by (reason) (increase(\(Catalogue.transcriptSkipped)[$__rate_interval]))",
                    "skipped: {{reason}}"),
                Target(
                    "sum by (reason) (increase(\(Catalogue.transcriptErrors)[$__rate_interval]))",
                    "failed: {{reason}}"),
            ], width: 8),
        .graph(
            "Transcript bytes lost", "Bytes of transcripts that were gone before they could be read.", .bytes,
            [
                Target(
                    "sum by (reason) (increase(\(Catalogue.transcriptLost)[$__rate_interval]))", "{{reason}}")
            ], width: 8),
    ]

    private static let state: [Panel] = [
        .graph(
            "Age of the last commit", "Time since counters and positions were last written to disk.",
            .seconds,
            [Target("max by (instance) (time() - \(Catalogue.stateLastCommitTimestamp))", "{{instance}}")]),
        .graph(
            "Resets",
            "Times that the state was unwritable, damaged, removed or of another version: counters may have gone down.",
            .count,
            [
                Target("sum by (reason) (increase(\(Catalogue.stateResets)[$__rate_interval]))", "{{reason}}")
            ]
        ).watched(by: .stateReset),
    ]

    private static let usage: [Panel] = [
        .graph(
            "Processor", "Share of one processor that the exporter takes.", .share,
            [
                Target(
                    "sum by (instance) (rate(\(Catalogue.processCPUSeconds)[$__rate_interval]))",
                    "{{instance}}")
            ],
            width: 6),
        .graph(
            "Memory", "Resident memory of the exporter.", .bytes,
            [Target("max by (instance) (\(Catalogue.processResidentMemoryBytes))", "{{instance}}")], width: 6),
        .graph(
            "Open files", "Share of the file descriptors that it may open.", .share,
            [
                Target(
                    "sum by (instance) (\(Catalogue.processOpenFDs)) / sum by (instance) (\(Catalogue.processMaxFDs))",
                    "{{instance}}")
            ], thresholds: .above(orange: 0.8), maximum: 1, width: 6),
        .graph(
            "Threads", "Threads of the exporter.", .count,
            [Target("max by (instance) (\(Catalogue.processThreads))", "{{instance}}")], width: 6),
        .table(
            "Versions", "What runs where.",
            ["max by (instance, version, revision, swiftversion, os, arch) (\(Catalogue.buildInfo))"],
            columns: [
                .label("instance", "Instance"), .label("version", "Version"), .label("revision", "Revision"),
                .label("swiftversion", "Swift"), .label("os", "System"), .label("arch", "Architecture"),
                .value("Running", .plain, words: [ValueWord(value: 1, text: "yes", colour: .green)]),
            ], height: 6),
    ]
}
