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
        for workload in ScanWorkload.all {
            let corpus = try bench.corpus(workload.corpus)
            warmCache(corpus.whole)
            try run(workload, corpus: corpus)
        }
    }

    private func run(_ workload: ScanWorkload, corpus: LogCorpus) throws {
        let contestants = try ScanContestant.all(
            for: workload, corpus: corpus, matches: { matches(of: workload, in: $0) }, in: bench)
        let results = measure(contestants)
        let ours = results.first { $0.0.program == bench.subject }.map { speed($0.0, $0.1) }
        var table = Table(
            "scan, \(workload.title): \(corpus.whole.bytes >> 20) MiB, \(corpus.whole.lines) lines",
            header: ["program", "median ms", "MB/s", "peak MiB", "count", "ours is faster by", "budget"])
        for (contestant, result) in results {
            check(contestant, result, workload)
            let ratio =
                contestant.program == bench.subject ? nil : ours.map { $0 / speed(contestant, result) }
            let budget = workload.budgets[contestant.program.name].map(Budget.atLeast) ?? .none
            table.add(
                contestant.program.name, short(result.seconds * 1000),
                short(speed(contestant, result) / 1e6),
                result.peakMiB.map(short) ?? "-", result.count.map { String(Int($0)) } ?? "none",
                ratio.map { short($0) + " x" } ?? "-", budget.verdict(ratio))
        }
        table.show()
        if let peak = results.first(where: { $0.0.program == bench.subject })?.1.peakMiB {
            showMemory(peak, workload)
        }
    }

    /// Bytes a second.
    private func speed(_ contestant: ScanContestant, _ result: Result) -> Double {
        Double(contestant.log.bytes) / result.seconds
    }

    /// Lines of a log that match, as ripgrep counts them; nil when it is not there.
    private func matches(of workload: ScanWorkload, in log: LogFile) -> Int? {
        guard let ripgrep = bench.peer(.ripgrep) else { return nil }
        let command = Command(
            program: ripgrep, arguments: ["--no-config", "-c", "--", workload.alternation, log.path])
        return run(command).flatMap(CountReading.firstNumber).map { Int($0) }
    }

    private func run(_ command: Command) -> String? {
        let output = bench.path("once.stdout")
        let child = try? ChildProcess(
            command, core: bench.core, output: output, errors: bench.path("once.stderr"))
        guard child?.wait().code == 0 else { return nil }
        return try? String(contentsOfFile: output, encoding: .utf8)
    }

    /// What scanning takes beyond the same program with an empty log and no rules.
    private func showMemory(_ peakMiB: Double, _ workload: ScanWorkload) {
        guard let subject = bench.subject, let empty = try? bench.write("", to: "empty.log") else { return }
        let idle = Command(program: subject, arguments: ["logs", "scan", "--no-builtin-rules", empty])
        let child = try? ChildProcess(
            idle, core: bench.core, output: bench.path("scan.stdout"), errors: bench.path("scan.stderr"))
        guard let idleKiB = child?.waitForPeak().peakKiB else { return }
        let beyond = peakMiB - idleKiB / 1024
        say("  memory beyond an empty scan: \(short(beyond)) MiB  \(Budget.atMost(16).verdict(beyond))")
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
        guard let expected = contestant.expected, result.count != Double(expected) else { return }
        let count = result.count.map { String(Int($0)) } ?? "nothing"
        let message =
            "\(contestant.program.name), \(workload.title): counted \(count), not \(expected)"
        if contestant.program == bench.subject { bench.fault(message) } else { say("note: \(message)") }
    }

    /// Reads the file once, so that no program pays for the disk.
    private func warmCache(_ corpus: LogFile) {
        guard let file = FileHandle(forReadingAtPath: corpus.path) else { return }
        defer { file.closeFile() }
        while let block = try? file.read(upToCount: 1 << 20), !block.isEmpty {}
    }
}
