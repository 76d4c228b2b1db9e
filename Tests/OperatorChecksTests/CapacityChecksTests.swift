import Foundation
import TestSupport
import Testing

@testable import OperatorChecks

@Suite("capacity")
struct CapacityChecksTests {
    /// A machine that is half full, and agents that were measured.
    private var facts: CapacityFacts {
        var facts = CapacityFacts()
        facts.demand = AgentDemand(
            memoryBytes: 1e9, processors: 0.1, openFiles: 10, inotifyInstances: 1, inotifyWatches: 200,
            measuredAgents: 3)
        facts.host = HostLoad(
            totalBytes: 100_000_000_000, availableBytes: 50_000_000_000, busyRatio: 0.2, processors: 10)
        (facts.activeTeams, facts.teamLimit) = (2, 10)
        facts.openFiles = LimitUse(used: 100, limit: 10_000)
        facts.inotifyInstances = LimitUse(used: 20, limit: 128)
        facts.inotifyWatches = LimitUse(used: 0, limit: 20_000)
        return facts
    }

    private func states(_ facts: CapacityFacts, teams: Int = 2, agents: Int = 5) -> [String: CheckState] {
        let wish = CapacityWish(teams: teams, agents: agents)
        let results = CapacityChecks(wish, facts, judge: MadeUp.judge).results()
        return Dictionary(results.map { ($0.key, $0.state) }) { first, _ in first }
    }

    @Test("there is room where all of it fits")
    func room() {
        #expect(Set(states(facts).values) == [.ok])
    }

    @Test("memory, processors, limits and teams are judged with what would come")
    func tooMuch() {
        let many = states(facts, teams: 7, agents: 6)
        #expect(many["memory"] == .warning, "92 % of memory")
        #expect(many["active_teams"] == .warning)
        #expect(states(facts, teams: 9, agents: 5)["active_teams"] == .critical)
        #expect(states(facts, teams: 1, agents: 46)["memory"] == .critical)
        #expect(states(facts, teams: 1, agents: 71)["cpu"] == .warning)
        #expect(states(facts, teams: 1, agents: 96)["inotify_instances"] == .warning)
        #expect(states(facts, teams: 1, agents: 109)["inotify_instances"] == .critical)
        #expect(states(facts, teams: 1, agents: 91)["inotify_watches"] == .warning)
    }

    @Test("what is assumed is never good, and can still be too much")
    func assumed() {
        var facts = facts
        facts.demand = .assumed
        let found = states(facts)
        for key in ["agent_demand", "memory", "cpu", "open_files", "inotify_instances", "inotify_watches"] {
            #expect(found[key] == .unknown, "\(key)")
        }
        #expect(found["ports"] == .ok)
        #expect(states(facts, teams: 1, agents: 100)["memory"] == .critical)
    }

    @Test("ports, directories and logs of several teams are conflicts")
    func conflicts() {
        var facts = facts
        facts.listeners = [3000: ["a"], 5173: ["a", "b"]]
        facts.sharedDirectories = [["a", "b"]]
        facts.sharedLogs = ["app": ["a", "b"]]
        var found = states(facts)
        #expect(found["ports"] == .warning && found["directories"] == .warning && found["logs"] == .warning)
        facts.listeners = [3000: ["a"]]
        found = states(facts)
        #expect(found["ports"] == .ok)
        facts.dashboardPort = 3000
        #expect(states(facts)["ports"] == .warning)
        facts.listeners = [:]
        facts.seesProcesses = false
        #expect(states(facts)["ports"] == .unknown)
    }

    @Test("descriptors of a living process are read: sockets, written files, inotify and its watches")
    func descriptors() throws {
        let place = try TemporaryDirectory("fds")
        let file = try place.write("x", to: "written.log")
        // Both paths are temporary C strings that outlive their calls.
        let writer = unsafe open(file, O_WRONLY)
        let watcher = inotify_init()
        defer { for descriptor in [writer, watcher] { close(descriptor) } }
        let watch = unsafe inotify_add_watch(watcher, place.path, UInt32(IN_CREATE))
        #expect(watch >= 0)
        let found = OpenDescriptors(pids: [getpid()], procfs: "/proc")
        let links = try #require(found.links[getpid()])
        #expect(found.isComplete)
        #expect(links.contains(DescriptorLink(target: file, isWritten: true)))
        #expect(links.contains { $0.isInotify && $0.watches == 1 })
        let none = OpenDescriptors(pids: [.max], procfs: "/proc")
        #expect(none.links.isEmpty && none.isComplete, "it ended meanwhile")
    }

    @Test("listening sockets are told from others")
    func sockets() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100
               1: 0100007F:1F41 0100007F:0016 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100
               2: cut

            """
        #expect(ListeningSockets(table: Array(table.utf8)).ports == [4711: 8000])
        #expect(DescriptorLink(target: "socket:[4711]", isWritten: false).socketInode == 4711)
        #expect(DescriptorLink(target: "pipe:[4711]", isWritten: false).socketInode == nil)
    }
}
