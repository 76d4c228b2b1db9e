import Foundation
import LogRules
import LogTailing
import PatternMatching
import TeamTracking
import TestSupport
import Testing

@testable import ExporterService

@Suite("configuration file")
struct ConfigurationFileTests {
    private let paths = PathResolution(home: "/home/ann", base: "/srv")

    private func load(_ text: String, environment: [String: String] = [:]) throws -> ExporterConfiguration {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/exporter.yml"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try ConfigurationFile.load(file, paths: paths, environment: environment)
    }

    private func faults(_ text: String) throws -> [String] {
        do {
            _ = try load(text)
            return []
        } catch let fault as ConfigurationFault {
            return fault.lines.map { line in
                String(line.prefix { $0 != "\n" }.split(separator: "exporter.yml:").last ?? "")
            }
        }
    }

    @Test("without a file the defaults of the documentation hold")
    func defaults() throws {
        let configuration = try ConfigurationFile.load(nil, paths: paths, environment: [:])
        #expect(configuration.teams.roots == ["/home/ann/.claude"])
        #expect(configuration.teams.limit == 10)
        #expect(configuration.teams.activeWindow == .seconds(900))
        #expect(!configuration.teams.countsTokenHistory)
        #expect(configuration.logs.map(\.source.name) == ["orchestrator"])
        #expect(configuration.logs.first?.source.paths == ["/srv/logs/*.log"])
        #expect(configuration.usesBuiltinLogRules)
    }

    @Test("CLAUDE_CONFIG_DIR is the default root, and an empty one is not")
    func environment() throws {
        let set = try ConfigurationFile.load(
            nil, paths: paths, environment: ["CLAUDE_CONFIG_DIR": "/data/claude"])
        #expect(set.teams.roots == ["/data/claude"])
        let empty = try ConfigurationFile.load(nil, paths: paths, environment: ["CLAUDE_CONFIG_DIR": ""])
        #expect(empty.teams.roots == ["/home/ann/.claude"])
    }

    @Test("what is said of agents is read, with defaults for the rest")
    func agents() throws {
        let defaults = try load("").teams.agents
        #expect(defaults == AgentSettings() && defaults.timeout == .seconds(300) && defaults.upRule == .state)
        let agents = try load(
            """
            teams:
              agent_timeout: 2m
              agent_timeouts:
                - {team: "research-*", agent: "monitor*", timeout: 10m}
                - {timeout: 90s}
              up: elapsed
              expected: [alpha, alpha/lead]
            """
        ).teams.agents
        var wanted = AgentSettings()
        wanted.timeout = .seconds(120)
        wanted.rules = [
            .init(team: NamePattern("research-*"), agent: NamePattern("monitor*"), timeout: .seconds(600)),
            .init(team: NamePattern("*"), agent: NamePattern("*"), timeout: .seconds(90)),
        ]
        wanted.upRule = .elapsed
        wanted.expected = ["alpha", "alpha/lead"].compactMap(ExpectedAgent.init)
        #expect(agents == wanted)
    }

    @Test(
        "a fault in what is said of agents is reported at its place",
        arguments: [
            ("agent_timeout: 0s", "at least 1s"), ("agent_timeouts: [{team: a}]", "missing key 'timeout'"),
            ("agent_timeouts: [{timeout: 5m, name: x}]", "unknown key 'name'"),
            ("up: status", "did you mean 'state'"),
            ("expected: [alpha, /lead]", "must be a team or team/agent"),
            ("expected: 'a/'", "must be a team or"),
        ])
    func agentFaults(line: String, message: String) throws {
        let found = try faults("teams:\n  \(line)\n")
        #expect(found.count == 1 && found[0].contains(message) && found[0].hasPrefix("2:"), "\(found)")
    }

    @Test("every key is read")
    func everything() throws {
        let configuration = try load(
            """
            teams: {roots: ["~/a", /b], limit: 3, active_window: 1h30m, token_history: true}
            logs:
              - name: shop
                paths: ["/var/log/shop*.log"]
                exclude: "/var/log/shop-old.log"
                start_at: end
                watch: poll
                max_line_bytes: 64KiB
                team: shop-team
            log_rules: /etc/rules/*.yml
            builtin_log_rules: false
            """
        )
        #expect(configuration.teams.roots == ["/home/ann/a", "/b"])
        #expect(configuration.teams.limit == 3)
        #expect(configuration.teams.activeWindow == .seconds(5400))
        #expect(configuration.teams.countsTokenHistory)
        let log = try #require(configuration.logs.first)
        #expect(log.source.name == "shop")
        #expect(log.source.exclude == ["/var/log/shop-old.log"])
        #expect(log.source.startAt == .end)
        #expect(log.source.watch == .poll)
        #expect(log.source.maxLineBytes == 65536)
        #expect(log.team == "shop-team")
        #expect(configuration.logRules == ["/etc/rules/*.yml"])
        #expect(!configuration.usesBuiltinLogRules)
    }

    @Test("how lines are joined to entries is read for each log; auto is the default")
    func entries() throws {
        let logs = try load(
            """
            logs:
              - {name: a, paths: a}
              - {name: b, paths: b, entries: none}
              - {name: c, paths: c, entries: {start: '^\\d{4}-', timeout: 5s}}
            """
        ).logs
        guard case .auto = logs[0].entries, case .none = logs[1].entries,
            case .start(let pattern) = logs[2].entries
        else {
            Issue.record("\(logs.map(\.entries))")
            return
        }
        #expect(pattern.source == #"^\d{4}-"#)
        #expect(logs.map(\.entryTimeout) == [.seconds(2), .seconds(2), .seconds(5)])
    }

    @Test("relative paths are relative to the file")
    func relative() throws {
        let configuration = try load("logs: [{name: a, paths: logs/a.log}]")
        let path = try #require(configuration.logs.first?.source.paths.first)
        #expect(path.hasSuffix("/logs/a.log") && !path.hasPrefix("/srv"))
    }

    @Test(
        "each fault is told with its place",
        arguments: [
            ("temas: {}", "1:1: error: unknown key 'temas'"),
            ("teams: {limit: many}", "1:16: error: 'limit' must be a whole number"),
            ("logs:\n  - paths: x", "2:5: error: missing key 'name'"),
            ("logs: [{name: a, paths: x}, {name: a, paths: y}]", "1:36: error: log 'a' is defined twice"),
            (
                "logs: [{name: a, paths: x, start_at: end-of-file}]",
                "1:38: error: 'start_at' cannot be 'end-of-file'"
            ),
            ("logs: [{name: a, paths: x, entries: some}]", "1:37: error: 'entries' cannot be 'some'"),
            ("logs: [{name: a, paths: x, entries: {start: '('}}]", "error: bad pattern"),
            ("logs: [{name: a, paths: x, timezone: Mars}]", "error: 'Mars' is no timezone that we know"),
            ("logs: [{name: a, paths: x, timestamp: {pattern: x, format: '%s'}}]", "no group called 'time'"),
            ("logs: [{name: a, paths: x, timestamp: {format: '%s'}}]", "error: missing key 'pattern'"),
            ("logs: [{name: a, paths: x, entries: {timeout: 1s}}]", "error: missing key 'start'"),
            ("teams: [", "error:"),
            ("teams: {}\nteams: {}", "error:"),
        ]
    )
    func faulty(text: String, expected: String) throws {
        let found = try faults(text)
        #expect(found.count == 1)
        #expect(found.first?.contains(expected) == true, "\(found)")
    }

    @Test("all faults are reported at once")
    func severalFaults() throws {
        #expect(try faults("temas: {}\nlogz: []\nteams: {limit: -1}").count == 3)
    }

    @Test("a file that is not there, or is a directory, is named")
    func unreadable() throws {
        for path in ["/nonexistent/exporter.yml", "/tmp"] {
            #expect(throws: ConfigurationFault.self) {
                try ConfigurationFile.load(path, paths: paths, environment: [:])
            }
        }
    }

    @Test("a dashboard is assumed at its usual place, unless the url is another one or empty")
    func dashboard() throws {
        #expect(try load("dashboard: {url: ''}").dashboard == nil)
        let assumed = try #require(try load("dashboard: {timeout: 1s}").dashboard)
        #expect(assumed.isAssumed && assumed.timeout == .seconds(1))
        #expect(assumed.url == "http://localhost:8000/api/health")
        let standard = try #require(
            try load("dashboard: {url: \"http://localhost:8000/api/health\"}").dashboard)
        #expect(!standard.isAssumed && standard.url == assumed.url)
        #expect(standard.timeout == .seconds(5))
        #expect(standard.process.source == "orchestrator.*dashboard")
        let own = try #require(
            try load("dashboard: {url: \"http://h:1/\", timeout: 250ms, process: 'web[.]dash'}").dashboard)
        #expect(own.timeout == .milliseconds(250))
        #expect(own.process.source == "web[.]dash")
    }

    @Test("archives and backups lie where the sections say, and by default where the documents say")
    func places() throws {
        let standard = try load("logs: []")
        #expect(standard.archiveDirectory.hasSuffix("/logs/archive"))
        #expect(standard.backup.directory.hasSuffix("/backups/orchestrator-cc"))
        let own = try load("archive: {directory: /srv/old}\nbackup: {directory: '/srv//safe/'}")
        #expect(own.archiveDirectory == "/srv/old" && own.backup.directory == "/srv/safe")
        #expect(try faults("backup: {directory: ''}").count == 1)
    }

    @Test(
        "a dashboard that cannot be asked is a fault",
        arguments: [
            "dashboard: {url: 'https://h/'}", "dashboard: {url: 'localhost:8000'}",
            "dashboard: {url: 'http://h:99999/'}", "dashboard: {url: 'http://h/', timeout: 0}",
            "dashboard: {url: 'http://h/', process: '('}", "dashboard: {uri: 'http://h/'}", "dashboard: up",
        ])
    func badDashboard(text: String) throws {
        #expect(try faults(text).count == 1)
    }

    @Test("the Prometheus that is asked has no slash at its end; by default there is none")
    func prometheus() throws {
        #expect(try load("logs: []").prometheusURL.isEmpty)
        #expect(try load("prometheus: {url: 'http://h:9090/p/'}").prometheusURL == "http://h:9090/p")
        #expect(try faults("prometheus: {url: 'https://h/'}").count == 1)
        #expect(try faults("prometheus: {uri: 'http://h/'}").count == 1)
    }
}
