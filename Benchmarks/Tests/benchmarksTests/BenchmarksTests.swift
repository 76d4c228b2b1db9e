import Foundation
import Testing

@testable import benchmarks

@Suite("Benchmarks")
struct BenchmarksTests {
    @Test("a seed always gives the same corpus, and its counts are true")
    func corpus() {
        var first = CorpusWriter(seed: 7, hitShare: 0.01)
        var second = CorpusWriter(seed: 7, hitShare: 0.01)
        let text = String(decoding: first.block(lines: 20_000), as: UTF8.self)
        #expect(text == String(decoding: second.block(lines: 20_000), as: UTF8.self))
        let lines = text.split(separator: "\n")
        #expect(lines.count == first.lines)
        #expect(lines.count { $0.contains("ERROR") } == first.errors)
        #expect((150...250).contains(first.errors))
    }

    @Test(
        "a workload's rules match as many lines as it says, and no line twice",
        arguments: ScanWorkload.all.map(\.name))
    func workloads(name: String) throws {
        let workload = try #require(ScanWorkload.all.first { $0.name == name })
        var python = CorpusWriter(seed: 3, hitShare: 0.05, events: workload.rules.count > 16 ? 64 : 16)
        var mixed = MixedLog(seed: 3)
        let isMixed = workload.corpus == .mixed
        let block = isMixed ? mixed.block(lines: 2000) : python.block(lines: 2000)
        let lines = String(decoding: block, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.count == 2000)
        let regexes = try workload.rules.map { try Regex($0.pattern) }
        let matches = lines.map { line in regexes.count { line.firstMatch(of: $0) != nil } }
        #expect(matches.allSatisfy { $0 <= 1 })
        let share = Double(matches.reduce(0, +)) / 2000
        switch name {
        case "mixed16": #expect((0.22...0.28).contains(share))
        case "everyline": #expect(share == 1)
        case "noliteral": #expect((0.01...0.06).contains(share))
        default: #expect(matches.reduce(0, +) == python.errors)
        }
    }

    @Test("a budget beside a list of patterns has that list, the same rules, to be measured against")
    func patternLists() {
        for workload in ScanWorkload.all where workload.rules.count > 1 {
            let lines = workload.patternFile.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.dropLast().map(String.init) == workload.rules.map(\.pattern) && lines.last == "")
            #expect(workload.budgets[Peer.pcre2grep.name] == nil)
        }
        let listed = Program(name: "pcre2grep", path: "/p").used(ScanWorkload.list).name
        #expect(ScanWorkload.all.filter { $0.budgets[listed] != nil }.map(\.name) == ["rules16", "rules64"])
    }

    @Test("a mixed log of a seed is always the same")
    func mixedLog() {
        var (first, second) = (MixedLog(seed: 5), MixedLog(seed: 5))
        #expect(first.block(lines: 500) == second.block(lines: 500))
    }

    @Test("counts are read from exposition text and from grep's output")
    func counts() {
        let text = """
            # TYPE bench_matches_0_total counter
            bench_matches_0_total{kind="a b",team="x}"} 3
            bench_matches_12_total{kind="c"} 4 1700000000
            bench_matches_12_total_other 9

            """
        #expect(CountReading.sum(of: "bench_matches", in: text) == 7)
        #expect(CountReading.sum(of: "absent", in: text) == nil)
        #expect(CountReading.firstNumber(in: "  12 file\n") == 12)
    }

    @Test("the median is the middle, or the mean of the two in the middle")
    func medians() {
        #expect(median([3.0, 1, 2]) == 2)
        #expect(median([4.0, 1, 2, 3]) == 2.5)
        #expect(median([Double]()) == nil)
        #expect(percentile([1.0, 2, 3, 4], 0.99) == 4)
    }

    @Test("options read in both spellings, and wrong ones are named")
    func options() {
        guard case .run(let options) = Options.parse(["scan", "--runs=3", "--tools", "t"]) else {
            Issue.record("not understood")
            return
        }
        #expect(options.tasks == [.scan] && options.runs == 3 && options.tools == "t")
        #expect(Options.parse(["--help"]) == .help)
        for wrong in [
            ["--runs", "0"], ["--runs"], ["dance"], ["--bogus", "1"], ["--seed", "x"], ["--scale", "0"],
        ] {
            guard case .wrongUse = Options.parse(wrong) else {
                Issue.record("\(wrong) was accepted")
                continue
            }
        }
    }

    @Test("a table aligns its columns")
    func table() {
        var table = Table("t", header: ["name", "n"])
        table.add("a", "100")
        #expect(table.text == "\nt\n  name    n\n  a     100")
    }

    @Test("memory is read from the kernel's status file")
    func memory() {
        let memory = ResidentMemory(
            status: "Name:\tx\nVmHWM:\t 4096 kB\nVmRSS:\t  2048 kB\nRssAnon:\t     512 kB\n")
        #expect(memory?.peakKiB == 4096 && memory?.totalKiB == 2048 && memory?.anonymousKiB == 512)
        #expect(ResidentMemory(status: "Name:\tx\n") == nil)
    }

    @Test("processor time is read from the kernel's stat file, whatever the program is called")
    func processorTime() {
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let stat = "7 (a) 9 (b) S 1 7 7 0 -1 4194304 0 0 0 0 150 50 0 0 20 0 3 0 100 0 0\n"
        #expect(ProcessorTime.used(stat: stat) == 200 / ticks)
        #expect(ProcessorTime.used(stat: "7 (a) S 1") == nil)
    }

    @Test("a tree of teams has the rosters and inboxes it says, and a crowd would bear their names")
    func teamTree() throws {
        var options = Options()
        options.scale = 10
        let bench = try Bench(options)
        defer { bench.scratch.remove() }
        let tree = TeamTree(bench: bench, folder: "t", teams: bench.scaled(20), agentsPerTeam: 3)
        try tree.write(inboxes: true)
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(tree.root)/teams/team-1/config.json"))
        let config = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let members = try #require(config["members"] as? [[String: Any]])
        #expect(members.map { $0["name"] as? String } == ["team-lead", "agent-1", "agent-2"])
        let inboxes = try FileManager.default.contentsOfDirectory(atPath: "\(tree.root)/teams/team-0/inboxes")
        #expect(inboxes.sorted() == ["agent-1.json", "agent-2.json", "team-lead.json"])
        let inbox = try Data(
            contentsOf: URL(fileURLWithPath: "\(tree.root)/teams/team-0/inboxes/agent-2.json"))
        #expect((try JSONSerialization.jsonObject(with: inbox) as? [[String: Any]])?.count == 3)
    }

    @Test("a child's exit code, time and output are its own")
    func child() throws {
        let output = FileManager.default.temporaryDirectory.appendingPathComponent(
            "bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let shell = Program(name: "sh", path: "/bin/sh")
        let command = Command(
            program: shell, arguments: ["-c", "echo $WORD; exit 3"], environment: ["WORD": "x y"])
        let exit = try ChildProcess(command, core: 0, output: output.path, errors: "/dev/null").wait()
        #expect(exit.code == 3)
        #expect(try String(contentsOf: output, encoding: .utf8) == "x y\n")
        #expect(command.line == "WORD='x y' /bin/sh -c 'echo $WORD; exit 3'")
    }
}
