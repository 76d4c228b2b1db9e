import Operations
package import RuleEmission

/// How the past month went, by what Prometheus keeps.
package struct PerformanceChecks {
    private let queries: PerformanceQueries
    private let judge: ThresholdJudge
    private let range: String
    private var prometheus: PrometheusQuestions

    package init(_ settings: AlertSettings, range: String = "30d", _ prometheus: PrometheusQuestions) {
        queries = PerformanceQueries(settings, range: range)
        judge = ThresholdJudge(settings)
        self.range = range
        self.prometheus = prometheus
    }

    /// All there is to tell.
    package mutating func results() -> [CheckResult] { responses() + loads() }

    /// How agents and the dashboard answered.
    package mutating func responses() -> [CheckResult] {
        let percent: (Double) -> String = { FigureText.percent($0) }
        let seconds: (Double) -> String = { FigureText.seconds($0) }
        return [
            single(
                "availability", "availability of agents", queries.availability,
                judge.threshold(.agentAvailability, percent)
            ) { [judge] in
                (.ratio($0), judge.state(of: $0, .agentAvailability))
            },
            single(
                "agent_response", "mean response of agents", queries.response,
                judge.threshold(.agentResponse, seconds)
            ) { [judge] in
                (.seconds($0), judge.state(of: $0, .agentResponse))
            },
            single(
                "dashboard_response", "mean response of the dashboard", queries.dashboard,
                judge.threshold(.dashboardResponse, seconds)
            ) { [judge] in
                (.seconds($0), judge.state(of: $0, .dashboardResponse))
            },
        ]
    }

    private mutating func loads() -> [CheckResult] {
        let percent: (Double) -> String = { FigureText.percent($0) }
        return [
            single(
                "delivery", "messages within 3 s", queries.promptDelivery,
                CheckThreshold("warning < 99 %: the objective", warning: Self.objective)
            ) {
                (.ratio($0), $0 < Self.objective ? .warning : .ok)
            },
            single(
                "peak_cpu", "peak CPU of the host", queries.peakCPU, judge.threshold(.cpu, percent)
            ) { [judge] in
                (.ratio($0), judge.state(of: $0, .cpu))
            },
            single(
                "peak_memory", "peak memory of the host", queries.peakMemory,
                judge.threshold(.memory, percent)
            ) { [judge] in (.ratio($0), judge.state(of: $0, .memory)) },
            errors(),
        ]
    }

    /// Share of messages that is to arrive in time, as in the alert on the error budget.
    private static let objective = 0.99

    private mutating func single(
        _ key: String, _ title: String, _ query: String, _ threshold: CheckThreshold,
        _ judged: (Double) -> (CheckFigure, CheckState)
    ) -> CheckResult {
        let title = "\(title), \(range)"
        do throws(PrometheusFault) {
            guard let value = try prometheus.samples(query).first?.value, value.isFinite else {
                return CheckResult(
                    key, title, .unknown, CheckFigure("no samples"), threshold: threshold,
                    next: "look whether Prometheus scrapes the exporter: docs/deployment.md")
            }
            let (figure, state) = judged(value)
            return CheckResult(
                key, title, state, figure, threshold: threshold,
                next: state == .ok ? nil : "the dashboards of docs/dashboards.md show when")
        } catch {
            return Self.silent(key, title, error, threshold)
        }
    }

    private static func silent(
        _ key: String, _ title: String, _ fault: PrometheusFault, _ threshold: CheckThreshold?
    ) -> CheckResult {
        CheckResult(
            key, title, .unknown, CheckFigure(fault.message), threshold: threshold, next: fault.nextStep)
    }

    private mutating func errors() -> CheckResult {
        let (key, title) = ("error_entries", "error entries, \(range)")
        do throws(PrometheusFault) {
            let samples = try prometheus.samples(queries.errors)
            guard !samples.isEmpty else {
                return CheckResult(
                    key, title, .unknown, CheckFigure("no samples"),
                    next: "look whether Prometheus scrapes the exporter: docs/deployment.md")
            }
            let total = samples.reduce(0) { $0 + $1.value }
            return CheckResult(
                key, title, total >= 0.5 ? .warning : .ok,
                CheckFigure(
                    "\(FigureText.decimal(total.rounded())) entries", total.rounded(), unit: "entries"),
                threshold: CheckThreshold("warning > 0", warning: 0),
                next: total >= 0.5 ? "agent-teams-exporter logs errors --since \(range) --group" : nil,
                details: samples.sorted { $0.value > $1.value }.map {
                    CheckDetail(
                        $0.labels["log"] ?? "?",
                        CheckFigure(
                            FigureText.decimal($0.value.rounded()), $0.value.rounded(), unit: "entries"))
                })
        } catch {
            return Self.silent(key, title, error, nil)
        }
    }

    /// What fired in that time.
    ///
    /// - Parameter fallback: what the logs tell instead, where there is no Prometheus.
    package mutating func alerts(fallback: () -> ErrorFindings) -> CheckResult {
        do throws(PrometheusFault) {
            return AlertHistoryCheck.result(try prometheus.samples(queries.alertMinutes), range: range)
        } catch {
            return AlertHistoryCheck.result(without: error, errors: fallback(), range: range)
        }
    }
}
