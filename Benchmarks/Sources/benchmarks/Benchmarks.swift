import Foundation

/// Measures the release binary beside named programs on this machine, and prints ratios.
@main
struct Benchmarks {
    static func main() {
        switch Options.parse(Array(CommandLine.arguments.dropFirst())) {
        case .help:
            say(Options.usage)
        case .wrongUse(let message):
            complain("\(message); see --help")
            exit(2)
        case .run(let options):
            exit(run(options))
        }
    }

    private static func run(_ options: Options) -> Int32 {
        do {
            let bench = try Bench(options)
            let scratch = bench.scratch
            let watchers = ChildRegistry.endAllOnSignal { scratch.remove() }
            defer {
                scratch.remove()
                withExtendedLifetime(watchers) {}
            }
            bench.printHeading()
            for task in options.tasks { try task.run(in: bench) }
            bench.printCommands()
            for fault in bench.faults { complain(fault) }
            return bench.faults.isEmpty ? 0 : 1
        } catch {
            complain("\(error)")
            return 2
        }
    }
}
