import Foundation

/// What to measure, as told on the command line.
struct Options: Equatable {
    enum Outcome: Equatable {
        case run(Options)
        case help
        case wrongUse(String)
    }

    var tasks: [BenchTask] = []
    var binary = "../.build/release/agent-teams-exporter"
    var tools = ".tools"
    var fixtures = "../Tests/Fixtures"
    /// Where the corpus and the programs' output go; removed afterwards when nil.
    var workDirectory: String?
    var runs = 5
    var corpusMiB = 256
    var seed: UInt64 = 1
    /// Of the numbers of processes, teams, files and series, in percent: a small one for a quick look.
    var scale = 100
    /// The core that all measured programs are pinned to; the last one when nil.
    var core: Int?

    static let usage = """
        usage: benchmarks [TASK...] [--binary PATH] [--tools DIR] [--fixtures DIR] [--work DIR]
                          [--runs N] [--corpus-mib N] [--seed N] [--core N] [--scale PERCENT]

        Tasks (default: all but corpus):
        \(BenchTask.allCases.map { "  \($0.rawValue.padded(to: 9)) \($0.summary)" }.joined(separator: "\n"))

          --binary      the program that is measured          (default ../.build/release/agent-teams-exporter)
          --tools       peers are looked up in DIR/usr/bin, then in PATH              (default .tools)
          --fixtures    the folder that holds the tree `claude`          (default ../Tests/Fixtures)
          --work        keep the corpus and all output in DIR    (default: a temporary folder, removed)
          --runs        runs a figure; the median is printed                              (default 5)
          --corpus-mib  size of the log that is scanned                                  (default 256)
          --seed        seed of the corpus                                                (default 1)
          --scale       percent of the processes, teams, files and series             (default 100)
          --core        the core that the measured programs are pinned to         (default: the last)

        example: swift run -c release --package-path Benchmarks benchmarks scan --runs 3 --corpus-mib 256
        """

    static func parse(_ arguments: [String]) -> Outcome {
        var options = Options()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" { return .help }
            guard word.hasPrefix("--") else {
                guard let task = BenchTask(rawValue: word) else { return .wrongUse("unknown task '\(word)'") }
                options.tasks.append(task)
                continue
            }
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                return .wrongUse("\(word) needs a value")
            }
            if let fault = options.set(parts[0], to: value) { return .wrongUse(fault) }
        }
        if options.tasks.isEmpty { options.tasks = BenchTask.allCases.filter { $0 != .corpus } }
        return .run(options)
    }

    /// Sets one option; the answer is what is wrong with it.
    private mutating func set(_ name: String, to value: String) -> String? {
        switch name {
        case "--binary": binary = value
        case "--tools": tools = value
        case "--fixtures": fixtures = value
        case "--work": workDirectory = value
        case "--runs": return set(\.runs, to: value, in: 1...1000, name)
        case "--corpus-mib": return set(\.corpusMiB, to: value, in: 1...65_536, name)
        case "--scale": return set(\.scale, to: value, in: 1...1000, name)
        case "--core":
            guard let number = Int(value), (0..<1024).contains(number) else {
                return "\(name) must be a core's number"
            }
            core = number
        case "--seed":
            guard let number = UInt64(value) else { return "\(name) must be a whole number" }
            seed = number
        default: return "unknown option \(name)"
        }
        return nil
    }

    private mutating func set(
        _ path: WritableKeyPath<Options, Int>, to value: String, in range: ClosedRange<Int>, _ name: String
    ) -> String? {
        guard let number = Int(value), range.contains(number) else {
            return "\(name) must be a number from \(range.lowerBound) to \(range.upperBound)"
        }
        self[keyPath: path] = number
        return nil
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
    func rightAligned(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
