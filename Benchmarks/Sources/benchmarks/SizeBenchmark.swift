import Foundation

/// Bytes of the stripped binary beside node_exporter's.
struct SizeBenchmark {
    /// DESIGN: the stripped static binary has at most 25 MB, aim 18 MB.
    private static let budgetMB = 25.0

    let bench: Bench

    func run() {
        var table = Table(
            "size of the binary (MB = 1,000,000 bytes)",
            header: ["program", "as shipped MB", "stripped MB", "shared libraries", "ratio", "budget"])
        let peer = bench.peer(.nodeExporter)
        let peerMB = peer.flatMap(strippedMB)
        if let subject = bench.subject {
            add(subject, to: &table, peerMB: peerMB, budget: .atMost(Self.budgetMB))
        }
        if let peer { add(peer, to: &table, peerMB: peerMB, budget: .none) }
        table.show()
    }

    private func add(_ program: Program, to table: inout Table, peerMB: Double?, budget: Budget) {
        let shipped = megabytes(program.path)
        let stripped = strippedMB(program)
        let ratio = peerMB.flatMap { peer in stripped.map { short($0 / peer) } } ?? "-"
        table.add(
            program.name, shipped.map(short) ?? "-", stripped.map(short) ?? "-", libraries(program), ratio,
            budget.verdict(stripped))
    }

    private func megabytes(_ path: String) -> Double? {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
        return size.map { $0.doubleValue / 1e6 }
    }

    /// The size after `strip`, of a copy.
    private func strippedMB(_ program: Program) -> Double? {
        guard let strip = bench.peer(.strip) else { return nil }
        let copy = bench.path("stripped")
        let command = Command(program: strip, arguments: ["-s", "-o", copy, program.path])
        return run(command)?.code == 0 ? megabytes(copy) : nil
    }

    /// How many shared libraries the dynamic loader would load, besides itself and the kernel's page.
    private func libraries(_ program: Program) -> String {
        let loader = Peer(name: "ldd", executables: ["ldd"], package: "libc-bin")
        guard let ldd = bench.peer(loader),
            run(Command(program: ldd, arguments: [program.path])) != nil,
            let text = try? String(contentsOfFile: bench.path("size.stdout"), encoding: .utf8)
        else { return "-" }
        return String(text.split(separator: "\n").count { $0.contains("=>") })
    }

    private func run(_ command: Command) -> ChildProcess.Exit? {
        bench.note(command)
        let process = try? ChildProcess(
            command, core: nil, output: bench.path("size.stdout"), errors: bench.path("size.stderr"))
        return process?.wait()
    }
}
