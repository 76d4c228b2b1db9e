import RuleEmission

/// The manual's look before teams are started side by side. Pure.
package struct CapacityChecks {
    private let wish: CapacityWish
    private let facts: CapacityFacts
    private let judge: ThresholdJudge

    package init(_ wish: CapacityWish, _ facts: CapacityFacts, judge: ThresholdJudge) {
        self.wish = wish
        self.facts = facts
        self.judge = judge
    }

    package func results() -> [CheckResult] {
        [demand, limit, memory, cpu, openFiles, instances, watches, ports, directories, logs]
    }

    /// What is only assumed is never good.
    private func tempered(_ state: CheckState) -> CheckState {
        facts.demand.isMeasured ? state : max(state, .unknown)
    }

    private var demand: CheckResult {
        let demand = facts.demand
        let figure =
            "\(FigureText.bytes(demand.memoryBytes)) and "
            + "\(FigureText.decimal(demand.processors * 100)) % of a processor each"
        let how =
            demand.isMeasured
            ? "measured: \(FigureText.count(demand.measuredAgents, "agent", "agents")) alive"
            : "assumed: no agent lives"
        return CheckResult(
            "agent_demand", "what an agent uses", tempered(.ok),
            CheckFigure("\(figure); \(how)", demand.memoryBytes, unit: "bytes"),
            threshold: CheckThreshold("unknown: no agent lives that could be measured"),
            next: demand.isMeasured ? nil : "ask again while a team works")
    }

    private var limit: CheckResult {
        let after = facts.activeTeams + wish.teams
        let ratio =
            facts.teamLimit > 0 ? Double(after) / Double(facts.teamLimit) : after > 0 ? .infinity : 0
        let state = judge.state(of: ratio, .activeTeams)
        return CheckResult(
            "active_teams", "active teams with \(wish.text) more", state,
            CheckFigure("\(after) of \(facts.teamLimit)", Double(after), unit: "active teams"),
            threshold: judge.threshold(.activeTeams) { FigureText.percent($0) },
            next: state == .ok ? nil : "agent-teams-exporter list-teams")
    }

    private var memory: CheckResult {
        let more = facts.demand.memoryBytes * wish.allAgents
        let host = facts.host
        let after = host.memoryRatio.flatMap { ratio in
            host.totalBytes.map { ratio + more / Double(max($0, 1)) }
        }
        let state = tempered(after.map { judge.state(of: $0, .memory) } ?? .unknown)
        return CheckResult(
            "memory", "memory with them", state,
            after.map {
                CheckFigure(
                    "\(FigureText.percent($0)): \(FigureText.bytes(more)) more of "
                        + "\(FigureText.bytes(Double(host.availableBytes ?? 0))) free", $0, unit: "ratio")
            } ?? .none,
            threshold: judge.threshold(.memory) { FigureText.percent($0) },
            next: state >= .warning ? "start fewer teams, or on another machine" : nil)
    }

    private var cpu: CheckResult {
        let more = facts.demand.processors * wish.allAgents
        let after = facts.host.busyRatio.map { $0 + more / Double(max(1, facts.host.processors)) }
        let state = tempered(after.map { judge.state(of: $0, .cpu) } ?? .unknown)
        let processors = FigureText.count(facts.host.processors, "processor", "processors")
        return CheckResult(
            "cpu", "CPU with them", state,
            after.map {
                CheckFigure(
                    "\(FigureText.percent($0)) of \(processors): \(FigureText.decimal(more)) more busy", $0,
                    unit: "ratio")
            } ?? .none,
            threshold: judge.threshold(.cpu) { FigureText.percent($0) },
            next: state >= .warning ? "start fewer teams, or on another machine" : nil)
    }

    private var openFiles: CheckResult {
        room(
            "open_files", "open files of the machine", facts.openFiles, facts.demand.openFiles,
            next: "sysctl fs.file-max")
    }

    private var watches: CheckResult {
        room(
            "inotify_watches", "inotify watches of this user", facts.inotifyWatches,
            facts.demand.inotifyWatches, next: "sysctl fs.inotify.max_user_watches")
    }

    private var instances: CheckResult {
        room(
            "inotify_instances", "inotify instances of this user", facts.inotifyInstances,
            facts.demand.inotifyInstances, next: "sysctl fs.inotify.max_user_instances")
    }

    /// Half-known: that of which nine tenths would be used is nearly gone.
    private func room(
        _ key: String, _ title: String, _ use: LimitUse?, _ each: Double, next: String
    ) -> CheckResult {
        let threshold = CheckThreshold("warning > 90 %, critical > 100 %", warning: 0.9, critical: 1)
        guard let use, use.limit > 0 else {
            return CheckResult(key, title, .unknown, .none, threshold: threshold, next: next)
        }
        let after = use.used + each * wish.allAgents
        let ratio = after / use.limit
        let state = tempered(ratio > 1 ? .critical : ratio > 0.9 ? .warning : .ok)
        return CheckResult(
            key, title, state,
            CheckFigure(
                "\(FigureText.decimal(after.rounded(.up))) of \(FigureText.decimal(use.limit))", ratio,
                unit: "ratio"),
            threshold: threshold, next: state >= .warning ? next : nil)
    }

    private var ports: CheckResult {
        let details = facts.listeners.sorted { $0.key < $1.key }.map { port, teams in
            let isDashboard = port == facts.dashboardPort
            let text = teams.sorted().joined(separator: ", ") + (isDashboard ? ": the dashboard's port" : "")
            return CheckDetail(
                "port \(port)", CheckFigure(text, Double(teams.count), unit: "teams"),
                teams.count > 1 || isDashboard ? .warning : .ok)
        }
        let clashes = details.count { $0.state == .warning }
        return CheckResult(
            "ports", "ports that teams listen on", max(details.map(\.state).max() ?? .ok, sight),
            CheckFigure(
                "\(FigureText.count(details.count, "port", "ports")), \(clashes) in conflict",
                Double(clashes),
                unit: "conflicts"),
            threshold: CheckThreshold("warning: one of several teams, or the dashboard's"),
            next: details.isEmpty && facts.seesProcesses
                ? nil : facts.seesProcesses ? "give each team ports of its own" : Self.asRoot,
            details: details)
    }

    private var directories: CheckResult {
        let shared = facts.sharedDirectories.map { $0.sorted() }.sorted { $0.joined() < $1.joined() }
        return CheckResult(
            "directories", "working directories of several teams", shared.isEmpty ? .ok : .warning,
            .count(shared.count, "directory", "directories"),
            threshold: CheckThreshold("warning > 0", warning: 0),
            next: shared.isEmpty ? nil : "docs/runbooks/AgentTeamsSharedDirectory.md",
            details: shared.map {
                CheckDetail(
                    "shared by", CheckFigure($0.joined(separator: ", "), Double($0.count), unit: "teams"),
                    .warning)
            })
    }

    private var logs: CheckResult {
        let shared = facts.sharedLogs.sorted { $0.key < $1.key }
        return CheckResult(
            "logs", "logs written by several teams", max(shared.isEmpty ? .ok : .warning, sight),
            .count(shared.count, "log", "logs"), threshold: CheckThreshold("warning > 0", warning: 0),
            next: shared.isEmpty
                ? facts.seesProcesses ? nil : Self.asRoot : "give each team a log file of its own",
            details: shared.map {
                CheckDetail($0.key, CheckFigure($0.value.sorted().joined(separator: ", ")), .warning)
            })
    }

    private var sight: CheckState { facts.seesProcesses ? .ok : .unknown }
    private static let asRoot = "run as root: open files of some processes are hidden from this user"
}
