import MetricModel
import TeamCensus
import TestSupport
import Testing

@testable import Collectors

@Suite("CgroupsCollector")
struct CgroupsCollectorTests {
    private let registry = MetricRegistry()
    private let procfs: TemporaryDirectory
    private let sysfs: TemporaryDirectory

    init() throws {
        procfs = try TemporaryDirectory("procfs")
        sysfs = try TemporaryDirectory("sysfs")
    }

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    /// A process of an agent, and the group that it says it is in.
    private func run(_ agent: String, pid: Int, group: String?) throws {
        let fields = "1 1 1 0 -1 4194304 0 0 0 0 1 5 0 0 20 0 3 0 \(pid)"
        let rest = " 4096000 10 18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0"
        try procfs.write("\(pid) (claude) S \(fields)\(rest)\n", to: "\(pid)/stat")
        try procfs.write("claude\0--agent-id\0\(agent)\0", to: "\(pid)/cmdline")
        if let group { try procfs.write("0::\(group)\n", to: "\(pid)/cgroup") }
    }

    private func write(_ group: String, waitedUs: Int) throws {
        try sysfs.write("some avg10=0.00 total=\(waitedUs)\n", to: "fs/cgroup\(group)/memory.pressure")
        try sysfs.write("\(waitedUs)\n", to: "fs/cgroup\(group)/memory.current")
    }

    private func collect() throws {
        let census = SharedCensus(
            TeamCensus(roots: [], procfs: procfs.path), nowMs: TeamsCollector.systemNowMs)
        try CgroupsCollector(
            census: census, procfs: procfs.path, sysfs: sysfs.path, registry: registry
        ).collect(into: registry)
    }

    @Test(
        "an agent's own group bears its names; a shared one is shown once, under what its agents have in common"
    )
    func sharing() throws {
        try sysfs.write("cpu\n", to: "fs/cgroup/cgroup.controllers")
        try run("own@a", pid: 11, group: "/own.scope")
        try run("x@a", pid: 12, group: "/team.scope")
        try run("y@a", pid: 13, group: "/team.scope")
        try run("z@a", pid: 14, group: "/")
        try run("z@b", pid: 15, group: "/")
        try run("lost@b", pid: 16, group: nil)
        try write("/own.scope", waitedUs: 1_000_000)
        try write("/team.scope", waitedUs: 2_000_000)
        // Seen from within a container: its own group is the root.
        try sysfs.write("domain\n", to: "fs/cgroup/cgroup.type")
        try write("", waitedUs: 4_000_000)
        try collect()
        #expect(
            values("orchestrator_agent_cgroup_pressure_waiting_seconds_total")
                == ["a|own|memory": 1, "a||memory": 2, "||memory": 4])
        #expect(values("orchestrator_agent_cgroup_pressure_stalled_seconds_total").isEmpty)
        #expect(values("orchestrator_agent_cgroup_memory_bytes")["a|own"] == 1_000_000)
        #expect(values("orchestrator_agent_cgroup_memory_limit_bytes").isEmpty)
        #expect(values("orchestrator_agent_cgroups") == ["own": 1, "team": 1, "mixed": 1])
        #expect(values("orchestrator_agent_cgroup_unknown_processes") == ["": 1])
    }

    @Test("of groups that would share their names none is shown, and all are counted")
    func ambiguous() throws {
        try sysfs.write("cpu\n", to: "fs/cgroup/cgroup.controllers")
        try run("twin@a", pid: 11, group: "/1.scope")
        try run("twin@a", pid: 12, group: "/2.scope")
        for group in ["/1.scope", "/2.scope"] { try write(group, waitedUs: 1) }
        try collect()
        #expect(values("orchestrator_agent_cgroup_pressure_waiting_seconds_total").isEmpty)
        #expect(values("orchestrator_agent_cgroups") == ["own": 2, "team": 0, "mixed": 0])
    }

    @Test("without groups of version 2 nothing is shown")
    func noHierarchy() throws {
        try run("own@a", pid: 11, group: "/own.scope")
        try collect()
        #expect(values("orchestrator_agent_cgroups").isEmpty)
        #expect(values("orchestrator_agent_cgroup_unknown_processes").isEmpty)
    }
}
