import Foundation

/// One run of the benchmarks: where things are, what was run and what went wrong.
final class Bench {
    let options: Options
    let core: Int
    let scratch: ScratchDirectory
    /// Nil when there is no binary yet; then only the peers are measured.
    let subject: Program?
    private(set) var faults: [String] = []
    private var commands: [String] = []
    private var notes: Set<String> = []
    private var written: [LogCorpus.Kind: LogCorpus] = [:]

    init(_ options: Options) throws {
        self.options = options
        core = options.core ?? Affinity.lastAllowedCore()
        scratch = try ScratchDirectory(named: options.workDirectory.map(Bench.absolute))
        let path = Bench.absolute(options.binary)
        subject =
            FileManager.default.isExecutableFile(atPath: path)
            ? Program(name: "this program", path: path) : nil
    }

    func printHeading() {
        let size = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?
            .split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
        say(
            "machine: \(ProcessInfo.processInfo.activeProcessorCount) cores,\(size ?? " unknown processor")")
        say("pinned to core \(core); medians of \(options.runs) runs; seed \(options.seed)")
        guard let subject else {
            say("no program at \(options.binary) (`make build` makes it): only the peers are measured")
            return
        }
        say("program: \(subject.path)")
    }

    /// Finds a peer; a missing one is said once, with the way to install it, and is no fault.
    func peer(_ peer: Peer) -> Program? {
        if let program = peer.find(tools: Bench.absolute(options.tools)) { return program }
        if notes.insert(peer.name).inserted {
            say("\(peer.name) is not installed and is left out: apt-get install \(peer.package)")
        }
        return nil
    }

    /// A number of things to measure with, as many as `--scale` leaves of them.
    func scaled(_ count: Int) -> Int { max(1, count * options.scale / 100) }

    /// Remembers a command for the list at the end.
    func note(_ command: Command, port: UInt16? = nil) {
        let line = port.map { command.line.replacing(":\($0)", with: ":PORT") } ?? command.line
        if !commands.contains(line) { commands.append(line) }
    }

    /// Remembers something that makes the run fail: the program did not run, or counted wrongly.
    func fault(_ message: String) {
        faults.append(message)
        say("FAULT: \(message)")
    }

    func printCommands() {
        say("\ncommands, each pinned to core \(core):")
        for line in commands { say("  \(line)") }
    }

    func path(_ relative: String) -> String { "\(scratch.path)/\(relative)" }

    @discardableResult
    func write(_ text: String, to relative: String) throws -> String {
        let url = URL(fileURLWithPath: path(relative))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// The log to scan, written on first use.
    func corpus(_ kind: LogCorpus.Kind) throws -> LogCorpus {
        if let known = written[kind] { return known }
        let corpus = try LogCorpus(
            kind, directory: scratch.path, bytes: options.corpusMiB << 20, seed: options.seed, hitShare: 0.01)
        written[kind] = corpus
        return corpus
    }

    /// The `claude` tree of the fixtures.
    var teamsRoot: String {
        let base = Bench.absolute(options.fixtures)
        return FileManager.default.fileExists(atPath: base + "/claude") ? base + "/claude" : base
    }

    static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}
