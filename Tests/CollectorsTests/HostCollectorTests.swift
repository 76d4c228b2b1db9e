import Foundation
import Glibc
import MetricModel
import TeamCensus
import TestSupport
import Testing

@testable import Collectors

@Suite("HostCollector and FilesystemCollector")
struct HostCollectorTests {
    private let registry = MetricRegistry()

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    @Test("what the fixture's procfs tells is shown, what it lacks is absent")
    func fixture() throws {
        try HostCollector(procfs: Fixtures.path("claude-edge/proc"), registry: registry).collect(
            into: registry)
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(values("orchestrator_host_cpu_seconds_total")["user"] == 1 / ticks)
        #expect(values("orchestrator_host_cpu_seconds_total")["steal"] == 8 / ticks)
        #expect(values("orchestrator_host_memory_total_bytes").isEmpty)
        #expect(values("orchestrator_host_pressure_waiting_seconds_total").isEmpty)
    }

    @Test("this machine's memory is what its C library tells")
    func realMemory() throws {
        try HostCollector(procfs: "/proc", registry: registry).collect(into: registry)
        let total = Double(sysconf(Int32(_SC_PHYS_PAGES))) * Double(sysconf(Int32(_SC_PAGESIZE)))
        #expect(values("orchestrator_host_memory_total_bytes")[""] == total)
        let available = try #require(values("orchestrator_host_memory_available_bytes")[""])
        #expect((1...total).contains(available))
    }

    @Test(
        "a directory that is made when it is needed is spoken for by the nearest one above it, and is not missing"
    )
    func madeLater() throws {
        let root = try TemporaryDirectory("root")
        let census = SharedCensus(
            TeamCensus(roots: [], procfs: "/nowhere"), nowMs: TeamsCollector.systemNowMs)
        try root.write("", to: "file")
        let collector = try FilesystemCollector(
            census: census,
            places: [
                .init(role: "state", directory: root.path),
                .init(role: "backup", directory: root.path("backups/of/teams"), isMadeLater: true),
                .init(role: "archive", directory: root.path("file/archive"), isMadeLater: true),
            ], registry: registry)
        try collector.collect(into: registry)
        let sizes = values("orchestrator_filesystem_size_bytes")
        #expect(sizes.keys.sorted() == ["backup", "state"] && sizes["backup"] == sizes["state"])
        #expect(
            values("orchestrator_filesystem_unreadable_directories")
                == ["state": 0, "backup": 0, "archive": 1], "what lies below a file can never be made")
    }

    @Test("file systems are named by role, never by path, and a directory that is not there is counted")
    func fileSystems() throws {
        let root = try TemporaryDirectory("root")
        try root.write(#"{"members":[{"name":"a"}]}"#, to: "teams/t/config.json")
        try root.write("12345", to: "teams/t/inboxes/a.json")
        let census = SharedCensus(
            TeamCensus(roots: [root.path], procfs: "/nowhere"), nowMs: TeamsCollector.systemNowMs)
        let collector = try FilesystemCollector(
            census: census,
            places: [
                .init(role: "teams", directory: root.path), .init(role: "state", directory: root.path),
                .init(role: "logs", directory: root.path("nowhere")),
            ], registry: registry)
        try collector.collect(into: registry)
        #expect(values("orchestrator_filesystem_size_bytes").keys.sorted() == ["state", "teams"])
        #expect(values("orchestrator_filesystem_avail_bytes").keys.sorted() == ["state", "teams"])
        #expect(
            values("orchestrator_filesystem_unreadable_directories") == ["state": 0, "teams": 0, "logs": 1])
        #expect(values("orchestrator_team_size_bytes") == ["t": 26 + 5])
        collector.reconfigure(places: [.init(role: "logs", directory: root.path)])
        try FileManager.default.removeItem(atPath: root.path("teams/t"))
        try collector.collect(into: registry)
        #expect(values("orchestrator_filesystem_size_bytes").keys.sorted() == ["logs"])
        #expect(values("orchestrator_team_size_bytes").isEmpty)
    }
}
