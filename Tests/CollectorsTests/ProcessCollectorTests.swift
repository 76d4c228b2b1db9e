import Foundation
import Glibc
import MetricModel
import ProcessTable
import TeamCensus
import TeamRecording
import TestSupport
import Testing

@testable import Collectors

@Suite("ProcessCollector")
struct ProcessCollectorTests {
    private let registry = MetricRegistry()

    private func collector(_ roots: [String], procfs: String = "/proc") throws -> ProcessCollector {
        let census = SharedCensus(
            TeamCensus(roots: roots, procfs: procfs, detail: .usage), nowMs: TeamsCollector.systemNowMs)
        let recorder = TeamRecorder(roots: [], looksAtFiles: false, nowMs: TeamsCollector.systemNowMs)
        return try ProcessCollector(census: census, recorder: recorder, procfs: procfs, registry: registry)
    }

    private func values(_ name: String) -> [String: Double] { registry.values(of: name) }

    @Test("the processes of the fixture are shown by agent, with the numbers of their stat files")
    func fixture() throws {
        try collector([Fixtures.path("claude-edge")], procfs: Fixtures.path("claude-edge/proc"))
            .collect(into: registry)
        let agents = [
            "hello-team|\"; drop{}\n", "hello-team|alice", "hello-team|bob", "hello-team|carol",
            "hello-team|dave", "hello-team|erin", "hello-team|no-at-sign", "開発チーム|リーダー",
        ]
        #expect(
            values("orchestrator_agent_processes") == Dictionary(uniqueKeysWithValues: agents.map { ($0, 1) })
        )
        #expect(
            values("orchestrator_agent_threads") == Dictionary(uniqueKeysWithValues: agents.map { ($0, 11) }))
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(values("orchestrator_agent_cpu_seconds_total")["hello-team|alice|user"] == 1200 / ticks)
        #expect(values("orchestrator_agent_cpu_seconds_total")["hello-team|alice|system"] == 300 / ticks)
        let page = Double(sysconf(Int32(_SC_PAGESIZE)))
        #expect(values("orchestrator_agent_resident_memory_bytes")["hello-team|bob"] == 51_200 * page)
        #expect(
            values("orchestrator_agent_start_timestamp_seconds")["hello-team|bob"]
                == 1_785_154_237 + 20_095_994 / ticks)
        #expect(values("orchestrator_agent_process_info").count == agents.count)
        // No team called hello-team is in this tree, but one called 開発チーム.
        #expect(values("orchestrator_orphan_processes") == ["": 7])
        #expect(values("orchestrator_orphan_resident_memory_bytes") == ["": 7 * 51_200 * page])
        // The fixture has no file `io`: absent, not 0.
        #expect(values("orchestrator_agent_read_bytes_total").isEmpty)
        #expect(values("orchestrator_agent_open_fds").isEmpty)
        #expect(values("agent_teams_exporter_process_table_complete") == ["": 1])
        #expect(values("agent_teams_exporter_process_read_errors_total").count == ReadLoss.all.count)
    }

    @Test("a lead with teammates in its process is shown once, as shared, and never multiplied")
    func inProcessTeam() throws {
        let root = try TemporaryDirectory("root")
        let member = #"{"name":"alice","agentId":"alice@in","backendType":"in-process"}"#
        try root.write(
            #"{"leadAgentId":"boss@in","leadSessionId":"s1","members":[{"name":"boss"},\#(member)]}"#,
            to: "teams/in/config.json")
        try root.write(
            #"{"pid":41001,"sessionId":"s1","procStart":"20095994"}"#, to: "sessions/41001.json")
        try collector([root.path], procfs: Fixtures.path("claude-edge/proc")).collect(into: registry)
        let kinds = values("orchestrator_agent_process_info").keys.filter { !$0.hasSuffix("|agent") }
        #expect(kinds.sorted() == ["in|boss|shared"])
        let shared = values("orchestrator_agent_processes").filter { $0.key.hasPrefix("in|") }
        #expect(shared == ["in|boss": 1])
    }

    @Test("where some processes are hidden orphans are not counted, and those seen are shown")
    func hiddenProcesses() throws {
        let place = try TemporaryDirectory("procfs")
        try place.copy(Fixtures.path("claude-edge/proc"), to: "proc")
        // The kernel's own table has this entry, and process 1, unless it hides that.
        try place.write("", to: "proc/self")
        try collector([Fixtures.path("claude-edge")], procfs: place.path("proc")).collect(into: registry)
        #expect(values("agent_teams_exporter_process_table_complete") == ["": 0])
        #expect(values("orchestrator_agent_processes")["hello-team|alice"] == 1)
        #expect(values("orchestrator_orphan_processes").isEmpty)
        #expect(values("orchestrator_orphan_resident_memory_bytes").isEmpty)
    }

    @Test("without a process table nothing is said of now, and no orphan is counted")
    func noTable() throws {
        try collector([], procfs: "/nowhere").collect(into: registry)
        #expect(values("orchestrator_agent_processes").isEmpty)
        #expect(values("orchestrator_orphan_processes").isEmpty)
        #expect(values("agent_teams_exporter_process_table_complete") == ["": 0])
    }

    /// Spends processor time in the agent and in a child, and waits; `ARGV` names the agent.
    private static let program = """
        my $child = fork(); my $until = time; my $x = 0;
        while ((times)[0] < 0.3) { $x += $_ for 1..1000 }
        if (!$child) { sleep 600; exit }
        open(my $f, ">", $ENV{READY}) or die; print $f "$child"; close $f; sleep 600;
        """

    private func fields(ofStat pid: Int32) throws -> [Substring] {
        let text = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
        return text[text.index(after: text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
    }

    @Test("a real agent and its child show the processor time, memory and files that /proc shows of them")
    func realProcesses() throws {
        let place = try TemporaryDirectory("agents")
        let team = "real-\(UUID().uuidString.prefix(8))"
        var environment = ProcessInfo.processInfo.environment
        environment["READY"] = place.path("ready")
        let agent = try ChildProcess(
            "/usr/bin/perl", ["-e", Self.program, "--", "--agent-id", "alice@\(team)"],
            environment: environment)
        var child: Int32 = 0
        let isReady = eventually(within: .seconds(60)) {
            guard FileManager.default.fileExists(atPath: place.path("ready")) else { return false }
            child = Int32((try? String(contentsOfFile: place.path("ready"), encoding: .utf8)) ?? "") ?? 0
            // The child has done its work too.
            guard child > 0, let user = Double((try? fields(ofStat: child)[11]) ?? "") else { return false }
            return user >= 30 * Double(sysconf(Int32(_SC_CLK_TCK))) / 100
        }
        #expect(isReady)
        let isAsleep = try eventually {
            try fields(ofStat: child)[0] == "S" && fields(ofStat: agent.pid)[0] == "S"
        }
        #expect(isAsleep)
        let collector = try collector([])
        try collector.collect(into: registry)
        let stats = try [agent.pid, child].map { try fields(ofStat: $0) }
        func sum(_ field: Int) -> Double { stats.reduce(0) { $0 + (Double($1[field]) ?? .nan) } }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let key = "\(team)|alice"
        #expect(values("orchestrator_agent_cpu_seconds_total")["\(key)|user"] == sum(11) / ticks)
        #expect(values("orchestrator_agent_cpu_seconds_total")["\(key)|system"] == sum(12) / ticks)
        #expect(
            values("orchestrator_agent_resident_memory_bytes")[key] == sum(21)
                * Double(sysconf(Int32(_SC_PAGESIZE))))
        #expect(values("orchestrator_agent_processes")[key] == 2)
        #expect(values("orchestrator_agent_process_states")["\(key)|sleeping"] == 2)
        let files = try [agent.pid, child].map {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/\($0)/fd").count
        }
        #expect(values("orchestrator_agent_open_fds")[key] == Double(files.reduce(0, +)))
        #expect((values("orchestrator_orphan_processes")[""] ?? 0) >= 1)

        // The child ends: what it used stays, and is not counted again through its parent's cutime.
        let before = values("orchestrator_agent_cpu_seconds_total")["\(key)|user"] ?? .nan
        _ = Glibc.kill(child, SIGKILL)
        let isZombie = try eventually { try fields(ofStat: child)[0] == "Z" }
        #expect(isZombie)
        try collector.collect(into: registry)
        #expect(values("orchestrator_agent_cpu_seconds_total")["\(key)|user"] == before)
        #expect(values("orchestrator_agent_process_states")["\(key)|zombie"] == 1)
        agent.kill()
        try collector.collect(into: registry)
        #expect(values("orchestrator_agent_processes")[key] == 0)
        #expect(values("orchestrator_agent_resident_memory_bytes")[key] == nil)
        #expect(values("orchestrator_agent_cpu_seconds_total")["\(key)|user"] == before)
    }

    @Test("a real exec under one pid moves the process to the agent that it names now")
    func realExec() throws {
        let place = try TemporaryDirectory("exec")
        let team = "exec-\(UUID().uuidString.prefix(8))"
        let program = """
            while (! -e "\(place.path("go"))") { select(undef, undef, undef, 0.01) }
            exec("/usr/bin/perl", "-e", "sleep 600", "--", "--agent-id", 'bob@\(team)');
            """
        let agent = try ChildProcess("/usr/bin/perl", ["-e", program, "--", "--agent-id", "alice@\(team)"])
        let collector = try collector([])
        func processes(_ name: String) throws -> Double? {
            try collector.collect(into: registry)
            return values("orchestrator_agent_processes")["\(team)|\(name)"]
        }
        // The child is a copy of this program until its exec.
        let isAlice = try eventually { try processes("alice") == 1 }
        #expect(isAlice)
        try place.write("", to: "go")
        let isBob = try eventually { try processes("bob") == 1 && processes("alice") == 0 }
        #expect(isBob)
        agent.kill()
    }
}
