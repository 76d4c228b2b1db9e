import Foundation

/// One pass over a log beside the programs that people use for it.
struct ScanBenchmark {
    private struct Result {
        var seconds: Double
        var peakMiB: Double?
        var count: Double?
    }

    /// A program that is this slow is run once only.
    private static let slowSeconds = 20.0

    let bench: Bench

    func run() throws {
        let corpus = try bench.corpus()
        say("\ncorpus: \(corpus.bytes >> 20) MiB, \(corpus.lines) lines, \(corpus.errors) with ERROR")
        warmCache(corpus)
        for (index, workload) in ScanWorkload.all.enumerated() {
            try run(workload, index: index, corpus: corpus)
        }
    }

    private func run(_ workload: ScanWorkload, index: Int, corpus: LogCorpus) throws {
        let contestants = try ScanContestant.all(
            for: workload, named: "rules-\(index)", corpus: corpus, in: bench)
        let results = measure(contestants)
        let ours = results.first { $0.0.program == bench.subject }?.1.seconds
        var table = Table(
            "scan, \(workload.title)",
            header: ["program", "median ms", "MB/s", "peak MiB", "count", "ours is faster by", "budget"])
        for (contestant, result) in results {
            check(contestant, result, workload)
            let ratio = contestant.program == bench.subject ? nil : ours.map { result.seconds / $0 }
            let budget = workload.budgets[contestant.program.name].map(Budget.atLeast) ?? .none
            table.add(
                contestant.program.name, short(result.seconds * 1000),
                short(Double(corpus.bytes) / 1e6 / result.seconds),
                result.peakMiB.map(short) ?? "-", result.count.map { String(Int($0)) } ?? "none",
                ratio.map { short($0) + " x" } ?? "-", budget.verdict(ratio))
        }
        table.show()
    }

    /// Runs all programs in turns, so that a busy moment of the machine hits none of them alone; those that fail
    /// are reported and left out.
    private func measure(_ contestants: [ScanContestant]) -> [(ScanContestant, Result)] {
        var seconds = contestants.map { _ in [Double]() }
        var hasFailed = contestants.map { _ in false }
        for contestant in contestants { bench.note(contestant.command) }
        for _ in 0..<bench.options.runs {
            for (index, contestant) in contestants.enumerated() where !hasFailed[index] {
                if (seconds[index].last ?? 0) >= Self.slowSeconds { continue }
                guard let exit = start(contestant)?.wait(), exit.code == 0 else {
                    hasFailed[index] = true
                    continue
                }
                seconds[index].append(exit.wall.inSeconds)
            }
        }
        return contestants.indices.compactMap { index in
            result(contestants[index], seconds: seconds[index]).map { (contestants[index], $0) }
        }
    }

    /// Adds memory and count from one more run, which is not timed.
    private func result(_ contestant: ScanContestant, seconds: [Double]) -> Result? {
        guard let middle = median(seconds), let last = start(contestant)?.waitForPeak(), last.exit.code == 0
        else {
            return failed(contestant)
        }
        let text = (try? String(contentsOfFile: bench.path("scan.stdout"), encoding: .utf8)) ?? ""
        return Result(seconds: middle, peakMiB: last.peakKiB.map { $0 / 1024 }, count: contestant.read(text))
    }

    private func start(_ contestant: ScanContestant) -> ChildProcess? {
        try? ChildProcess(
            contestant.command, core: bench.core, output: bench.path("scan.stdout"),
            errors: bench.path("scan.stderr"))
    }

    private func failed(_ contestant: ScanContestant) -> Result? {
        let text = try? String(contentsOfFile: bench.path("scan.stderr"), encoding: .utf8)
        let message = text?.split(separator: "\n").last ?? "no message"
        if contestant.program == bench.subject {
            bench.fault("\(contestant.program.name) failed: \(message)")
        } else {
            say("note: \(contestant.program.name) failed and is left out: \(message)")
        }
        return nil
    }

    /// A wrong count of ours fails the benchmark; one of a peer is only said.
    private func check(_ contestant: ScanContestant, _ result: Result, _ workload: ScanWorkload) {
        guard result.count != Double(contestant.expected) else { return }
        let count = result.count.map { String(Int($0)) } ?? "nothing"
        let message =
            "\(contestant.program.name), \(workload.title): counted \(count), not \(contestant.expected)"
        if contestant.program == bench.subject { bench.fault(message) } else { say("note: \(message)") }
    }

    /// Reads the file once, so that no program pays for the disk.
    private func warmCache(_ corpus: LogCorpus) {
        guard let file = FileHandle(forReadingAtPath: corpus.path) else { return }
        defer { file.closeFile() }
        while let block = try? file.read(upToCount: 1 << 20), !block.isEmpty {}
    }
}
