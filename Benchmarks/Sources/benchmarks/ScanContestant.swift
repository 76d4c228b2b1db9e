/// One program on one workload, and what it ought to count.
struct ScanContestant {
    let program: Program
    let command: Command
    let expected: Int
    /// Finds the count in what the program prints.
    let read: (String) -> Double?

    /// All programs that can do the workload and are there, the measured one first.
    static func all(
        for workload: ScanWorkload, named name: String, corpus: LogCorpus, in bench: Bench
    ) throws -> [ScanContestant] {
        let rules = try bench.write(workload.ruleFile, to: "\(name).yml")
        try bench.write(workload.mtailProgram, to: "\(name)/bench.mtail")
        let log = corpus.path
        let scan = ["logs", "scan", "--rules", rules, "--no-builtin-rules", log]
        let mtail = [
            "--one_shot", "--one_shot_format=prometheus", "--progs", bench.path(name), "--logs", log,
        ]
        let sum = { (text: String) in CountReading.sum(of: ScanWorkload.counter, in: text) }
        var sides: [(Program?, [String], Int, (String) -> Double?)] = [
            (bench.subject, scan, corpus.errors, sum),
            (bench.peer(.mtail), mtail, corpus.errors, sum),
            (
                bench.peer(.pcre2grep), ["-c", "--", workload.pattern, log], corpus.errors,
                CountReading.firstNumber
            ),
            (
                bench.peer(.ripgrep), ["--no-config", "-c", "--", workload.pattern, log], corpus.errors,
                CountReading.firstNumber
            ),
            (bench.peer(.wc), ["-l", log], corpus.lines, CountReading.firstNumber),
        ]
        if let literal = workload.literal {
            sides.append(
                (
                    bench.peer(.grep), ["-c", "-F", "--", literal, log], corpus.errors,
                    CountReading.firstNumber
                ))
        }
        return sides.compactMap { program, arguments, expected, read in
            program.map {
                let command = Command(program: $0, arguments: arguments, environment: ["LC_ALL": "C"])
                return ScanContestant(program: $0, command: command, expected: expected, read: read)
            }
        }
    }
}
