/// One program on one workload, and what it ought to count.
struct ScanContestant {
    let program: Program
    let command: Command
    /// The whole corpus, or for a program that would take minutes its first part.
    let log: LogFile
    /// Lines that match, or for `wc` all lines; nil when nobody is there to tell.
    let expected: Int?
    /// Finds the count in what the program prints.
    let read: (String) -> Double?

    /// All programs that can do the workload and are there, the measured one first.
    ///
    /// - Parameter matches: lines that match, as ripgrep counts them.
    static func all(
        for workload: ScanWorkload, corpus: LogCorpus, matches: (LogFile) -> Int?, in bench: Bench
    ) throws -> [ScanContestant] {
        let rules = try bench.write(workload.ruleFile, to: "\(workload.name).yml")
        try bench.write(workload.mtailProgram, to: "\(workload.name)/bench.mtail")
        let whole = corpus.whole
        let sum = { (text: String) in CountReading.sum(of: ScanWorkload.counter, in: text) }
        var found: [ScanContestant] = []
        func add(
            _ program: Program?, _ arguments: [String], on log: LogFile? = nil,
            read: @escaping (String) -> Double? = CountReading.firstNumber
        ) {
            guard let program else { return }
            let log = log ?? whole
            let command = Command(
                program: program, arguments: arguments + [log.path], environment: ["LC_ALL": "C"])
            let expected = program.name == Peer.wc.name ? log.lines : matches(log)
            found.append(
                ScanContestant(program: program, command: command, log: log, expected: expected, read: read))
        }
        let mtail = [
            "--one_shot", "--one_shot_format=prometheus", "--progs", bench.path(workload.name), "--logs",
        ]
        add(bench.subject, ["logs", "scan", "--rules", rules, "--no-builtin-rules"], read: sum)
        add(bench.peer(.mtail), mtail, on: corpus.part, read: sum)
        if workload.rules.count == 1 {
            add(bench.peer(.pcre2grep), ["-c", "--", workload.alternation])
        } else {
            let list = try bench.write(workload.patternFile, to: "\(workload.name).patterns")
            add(bench.peer(.pcre2grep)?.used(ScanWorkload.list), ["-c", "-f", list, "--"])
            add(bench.peer(.pcre2grep)?.used(ScanWorkload.joined), ["-c", "--", workload.alternation])
        }
        add(bench.peer(.ripgrep), ["--no-config", "-c", "--", workload.alternation])
        add(bench.peer(.wc), ["-l"])
        if let literal = workload.literal { add(bench.peer(.grep), ["-c", "-F", "--", literal]) }
        return found
    }
}
