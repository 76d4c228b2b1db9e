import Foundation
import TestSupport
import Testing

@testable import RuleEmission

@Suite("emitted rules")
struct EmittedRulesTests {
    private static let repository = URL(fileURLWithPath: Fixtures.root).deletingLastPathComponent()
        .deletingLastPathComponent().path

    private func expectSound(_ files: [EmittedFile], _ comment: Comment) throws {
        let place = try TemporaryDirectory("rules")
        try Promtool.write(files.map { ($0.path, $0.text) }, in: place)
        let rules = files.map(\.path).filter { !$0.hasPrefix("tests/") }
        let checked = try Promtool.run(["check", "rules"] + rules, in: place)
        #expect(checked.status == 0, "\(comment): \(checked.output) \(checked.errorOutput)")
        let tests = files.map(\.path).filter { $0.hasPrefix("tests/") }
        let failures = try Promtool.failures(of: tests, in: place)
        #expect(failures.isEmpty, "\(comment): \(failures.values.joined(separator: "\n"))")
    }

    @Test("promtool finds all rules good and all their tests pass", .enabled(if: Promtool.isThere))
    func passesPromtool() throws {
        try expectSound(EmittedRules().files, "defaults")
    }

    @Test("the files in the repository are those that the defaults give")
    func committedFilesAreFresh() throws {
        let files = EmittedRules().files
        for file in files {
            let golden = GoldenFile(path: "\(Self.repository)/rules/\(file.path)")
            #expect(try golden.difference(from: file.text) == nil)
        }
        let present = try EmittedRules.directories.flatMap { directory in
            try FileManager.default.contentsOfDirectory(atPath: "\(Self.repository)/rules/\(directory)")
                .map { "\(directory)/\($0)" }
        }
        #expect(Set(present) == Set(files.map(\.path)), "a file there is emitted no more")
    }

    @Test("each alert has rules, and every level a test that fires and one that does not")
    func isTested() {
        for definition in AlertCatalogue.definitions {
            let emission = DefinitionEmission(
                definition, AlertWriter(settings: AlertSettings(), options: EmissionOptions()))
            #expect(!emission.rules.isEmpty, "\(definition.name)")
            for severity in (definition.indicator?.standardLevels ?? definition.fixed).keys {
                let tests = emission.tests.filter { $0.title.contains(", \(severity.rawValue)") }
                #expect(tests.contains { $0.title.contains("fires at") }, "\(definition.name) \(severity)")
                #expect(tests.contains { $0.title.contains("silent at") }, "\(definition.name) \(severity)")
            }
        }
    }

    @Test("a changed threshold changes the rule and its tests, and nothing else")
    func thresholdChangesItsRuleAlone() {
        var settings = AlertSettings()
        settings.defaults = [.logLag: [.warning: .value(20_000_000)]]
        let (before, after) = (EmittedRules().files, EmittedRules(settings: settings).files)
        let changed = zip(before, after).filter { $0 != $1 }.map(\.0.path)
        #expect(changed == ["alerts/logs.yml", "tests/logs.yml"])
        let old = before.first { $0.path == "alerts/logs.yml" }?.text.split(separator: "\n") ?? []
        let new = after.first { $0.path == "alerts/logs.yml" }?.text.split(separator: "\n") ?? []
        let lines = zip(old, new).filter { $0 != $1 }
        #expect(lines.map { String($0.1) } == ["          orchestrator_log_lag_bytes > 20000000"])
        #expect(old.count == new.count)
    }

    @Test(
        "overrides by team and agent, levels that are switched off and selectors pass promtool as well",
        .enabled(if: Promtool.isThere))
    func overridesPass() throws {
        var settings = AlertSettings()
        settings.selector = try AlertSelector(#"job="teams",env=~"prod|test",instance!="127.0.0.1:9765""#)
        settings.dashboardBaseURL = "https://grafana.example.org/"
        settings.runbookBaseURL = "https://example.org/runbooks"
        settings.defaults = [.errorBurst: [.critical: .none], .logSilence: [.info: .value(600)]]
        settings.overrides = [
            .init(team: "research-*", levels: [.agentResponse: [.warning: .value(300)]]),
            .init(
                team: "*-night",
                levels: [
                    .agentResponse: [.warning: .none, .critical: .value(3600)],
                    .agentAvailability: [.warning: .value(0.9)],
                ]),
            .init(team: "ops", agent: "monitor*", levels: [.unreadMessage: [.warning: .value(900)]]),
            .init(team: "ops", levels: [.unreadMessage: [.warning: .value(60)]]),
            .init(team: "a.b", levels: [.messageLatency: [.info: .value(2)]]),
        ]
        var options = EmissionOptions()
        options.prefix = "Site"
        options.labels = [TextPair("site", "berlin")]
        options.groups = [.agents, .messages, .exporter]
        let files = EmittedRules(settings: settings, options: options).files
        try expectSound(files, "overrides")
        let agents = files.first { $0.path == "alerts/agents.yml" }?.text ?? ""
        #expect(
            agents.contains(#"to_team!~"research-.*|.*-night""#),
            "teams with an override are left out elsewhere")
        #expect(agents.contains("site: 'berlin'") && agents.contains("- alert: SiteAgentTeamsResponseSlow"))
        let messages = files.first { $0.path == "alerts/messages.yml" }?.text ?? ""
        #expect(messages.contains(#"to_team=~"a\\.b""#))
        #expect(
            messages.contains(
                #"unless orchestrator_inbox_oldest_unread_seconds{team_name=~"ops",agent_name=~"monitor.*""#))
    }

    @Test("an override that says the same of the same team again is left out")
    func shadowedOverride() {
        var settings = AlertSettings()
        let level: [Indicator: AlertSettings.Levels] = [.inboxSize: [.warning: .value(5)]]
        settings.overrides = [.init(team: "*", levels: level), .init(team: "late", levels: level)]
        let text =
            EmittedRules(settings: settings).files.first { $0.path == "alerts/messages.yml" }?.text ?? ""
        #expect(
            text.components(separatedBy: "AgentTeamsInboxLarge\n").count == 2, "one rule, that for all teams")
        #expect(text.contains("orchestrator_inbox_size_bytes > 5"))
    }

    @Test("groups of their own and manifests hold the same rules", .enabled(if: Promtool.isThere))
    func manifests() throws {
        var options = EmissionOptions()
        options.format = .prometheusrule
        let manifest = try #require(EmittedRules(options: options).files.first)
        #expect(manifest.path == "prometheusrule.yml")
        let spec = try #require(manifest.text.components(separatedBy: "spec:\n").last)
        let place = try TemporaryDirectory("manifest")
        let rules = spec.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(2) }
        _ = try place.write(rules.joined(separator: "\n"), to: "rules.yml")
        let checked = try Promtool.run(["check", "rules", "rules.yml"], in: place)
        #expect(checked.status == 0, "\(checked.output)\(checked.errorOutput)")
        options.format = .configmap
        options.groups = [.dashboard]
        let map = try #require(EmittedRules(options: options).files.first)
        #expect(
            map.path == "configmap.yml" && map.text.contains("\n  alerts-dashboard.yml: |\n    groups:\n"))
        #expect(!map.text.contains("AgentTeamsDiskFilling"))
    }

    @Test("stale files are named with the first line that differs")
    func staleness() {
        let emitted = [
            EmittedFile(path: "alerts/a.yml", text: "one\n  two\n"),
            EmittedFile(path: "alerts/b.yml", text: "x\n"),
        ]
        let faults = StaleFiles.faults(
            emitted, present: { $0 == "alerts/a.yml" ? "one\n  too\n" : nil }, others: ["alerts/c.yml"])
        #expect(
            faults == [
                "alerts/a.yml:2: has 'too', would be 'two'", "alerts/b.yml: is not there",
                "alerts/c.yml: would not be emitted any more; remove it",
            ])
        let fresh = StaleFiles.faults(emitted) { path in emitted.first { $0.path == path }?.text }
        #expect(fresh.isEmpty)
    }
}
