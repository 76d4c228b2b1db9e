import Foundation

/// What log files cost in which nothing happens.
struct IdleBenchmark {
    private static let filesPerFolder = 100
    private static let idleSeconds = 20
    /// DESIGN: 1 % of a core, aim 0.1 %.
    private static let budgetPercent = 1.0

    let bench: Bench

    func run() throws {
        guard let program = bench.subject else { return }
        let folders = bench.scaled(100)
        for folder in 0..<folders {
            for file in 0..<Self.filesPerFolder {
                try bench.write(
                    "2026-02-07 12:00:00,123 - app.worker - INFO - file \(folder)/\(file) begins\n",
                    to: "idle/logs/\(folder)/\(file).log")
            }
        }
        let files = folders * Self.filesPerFolder
        let command = try ExporterCommands.subject(
            program, in: bench, folder: "idle",
            configuration:
                "teams:\n  roots: [claude]\nlogs:\n  - name: many\n    paths: [\"logs/**/*.log\"]\n")
        let server = try ExporterServer.start(in: bench, command)
        defer { server.stop() }
        bench.note(command(server.port), port: server.port)
        guard server.waits(for: #"orchestrator_log_lines_total{log="many"}"#, toBe: Double(files)) else {
            bench.fault("\(program.name) does not follow the files")
            return
        }
        sleep(3)
        let percent = server.idleShare(seconds: Self.idleSeconds).map { $0 * 100 }
        var table = Table(
            "\(files) followed files in which nothing happens, over \(Self.idleSeconds) s",
            header: ["program", "share of a core", "RSS MiB", "budget"])
        table.add(
            program.name, percent.map { short($0) + " %" } ?? "-",
            ResidentMemory(pid: server.process.pid).map { short($0.totalKiB / 1024) } ?? "-",
            Budget.atMost(Self.budgetPercent).verdict(percent, "%"))
        table.show()
    }
}
