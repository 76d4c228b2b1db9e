import Foundation
import ProcessTable
import TeamCensus
import TestSupport
import Testing

@testable import Operations

@Suite("processes of agents")
struct ProcessListingTests {
    private let procfs: TemporaryDirectory
    private static let identity = ProcessIdentity(pid: 40, startTicks: 100)

    init() throws {
        procfs = try TemporaryDirectory("procfs")
        try procfs.write("MemTotal:       1000000 kB\n", to: "meminfo")
        try procfs.write("101.00 5.00\n", to: "uptime")
        try procfs.write("2.1.37\n", to: "40/comm")
    }

    private func report(ticks: UInt64, pages: Int64 = 0) -> CensusReport {
        var team = MadeUpTeam()
        team.trees = [AgentTree(root: Self.identity, key: AgentKey(team: "shop", agent: "dev"), kind: .agent)]
        let usage = ProcessUsage(userTicks: ticks, systemTicks: 0, residentPages: pages)
        team.processes.owned = [
            OwnedProcess(identity: Self.identity, root: Self.identity, usage: usage),
            OwnedProcess(
                identity: ProcessIdentity(pid: 41, startTicks: 1),
                root: ProcessIdentity(pid: 1, startTicks: 1), usage: usage),
        ]
        return team.report
    }

    @Test("processor time is shown since the start, as ps does, and memory as a share of the machine's")
    func figures() throws {
        // Started 1 s after the machine, 100 s ago, at 100 ticks a second.
        let ticksPerSecond = UInt64(sysconf(Int32(_SC_CLK_TCK)))
        try #require(ticksPerSecond == 100)
        let listing = ProcessListing(report(ticks: 0), procfs: procfs.path)
        let pages = Int64(1_000_000 * 1024 / sysconf(Int32(_SC_PAGESIZE)) / 10)
        let found = listing.processes(in: report(ticks: 2500, pages: pages))
        #expect(found.map(\.pid) == [40], "what belongs to no agent is left out")
        #expect(found.first?.cpuPercent == 25)
        #expect(found.first?.memoryPercent == 10)
        #expect(found.first?.command == "2.1.37")
        #expect(found.first?.agent == "dev")
    }

    @Test("what cannot be known is absent")
    func unknown() throws {
        let empty = try TemporaryDirectory("procfs")
        let found = ProcessListing(report(ticks: 0), procfs: empty.path).processes(in: report(ticks: 5))
        #expect(found.first?.cpuPercent == nil)
        #expect(found.first?.memoryPercent == nil)
        #expect(found.first?.command == nil)
        let json = try ReportJSON.text(found)
        #expect(json.contains("\"cpu_percent\" : null"))
    }
}
