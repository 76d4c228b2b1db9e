import Foundation

/// Packing old logs away beside the programs that only compress: on all cores, with what each run needs written anew before it.
///
/// Ours also reads each archive back, compares it by SHA-256, and waits for the disk; theirs do none of it.
struct ArchiveBenchmark {
    /// One way to pack the files.
    private struct Contestant {
        let program: Program
        /// Packs the files, which lie in the folder of the configuration.
        let arguments: (_ files: [String], _ configuration: String) -> [String]
        /// What it makes of a file's name.
        let suffix: String
        /// Of pigz' time to its own.
        var budget = Budget.none
    }

    private struct Result {
        let seconds: Double
        let bytes: Int
    }

    private static let files = 4

    let bench: Bench

    func run() throws {
        let source = try bench.corpus(.python(events: 16)).whole
        let contestants = contestants()
        for contestant in contestants { noteCommand(contestant) }
        var times = contestants.map { _ in [Double]() }
        var sizes = contestants.map { _ in 0 }
        // In turns, so that a busy moment of the machine hits none of them alone.
        for _ in 0..<bench.options.runs {
            for (index, contestant) in contestants.enumerated() {
                guard let result = try pack(source, contestant) else { continue }
                times[index].append(result.seconds)
                sizes[index] = result.bytes
            }
        }
        let whole = source.bytes * Self.files
        let pigz = contestants.firstIndex { $0.program.name == Peer.pigz.name }.flatMap { median(times[$0]) }
        var table = Table(
            "archive: \(Self.files) files, \(whole >> 20) MiB in all",
            header: ["program", "median ms", "MB/s", "packed to", "faster than pigz by", "budget"])
        for (index, contestant) in contestants.enumerated() {
            guard let middle = median(times[index]) else { continue }
            let ratio = pigz.map { $0 / middle }
            table.add(
                contestant.program.name, short(middle * 1000), short(Double(whole) / middle / 1e6),
                short(100 * Double(sizes[index]) / Double(whole)) + " %",
                ratio.map { short($0) + " x" } ?? "-",
                contestant.budget.verdict(ratio))
        }
        table.show()
    }

    private func contestants() -> [Contestant] {
        var found: [Contestant] = []
        for (way, suffix, budget) in [("gzip", ".gz", 1.0), ("zstd", ".zst", 2.0)] {
            guard let subject = bench.subject else { break }
            found.append(
                Contestant(
                    program: subject.used(way),
                    arguments: { _, configuration in
                        [
                            "logs", "archive", "--config.file", configuration, "--ignore-state",
                            "--compression", way,
                        ]
                    }, suffix: suffix, budget: .atLeast(budget)))
        }
        for (peer, arguments, suffix) in [
            (Peer.pigz, ["-6"], ".gz"), (Peer.gzip, ["-6"], ".gz"),
            (Peer.zstd, ["-3", "-q", "--rm", "-T0"], ".zst"),
        ] {
            guard let program = bench.peer(peer) else { continue }
            found.append(
                Contestant(program: program, arguments: { files, _ in arguments + files }, suffix: suffix))
        }
        return found
    }

    private func noteCommand(_ contestant: Contestant) {
        bench.note(
            Command(program: contestant.program, arguments: contestant.arguments(["FILE..."], "exporter.yml"))
        )
    }

    /// nil when the program fails, which is told.
    private func pack(_ source: LogFile, _ contestant: Contestant) throws -> Result? {
        let folder = bench.path("archive")
        let manager = FileManager.default
        try? manager.removeItem(atPath: folder)
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let files = (1...Self.files).map { "\(folder)/\($0).log" }
        for file in files {
            try manager.copyItem(atPath: source.path, toPath: file)
            try manager.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -40 * 86_400)], ofItemAtPath: file)
        }
        let configuration = try bench.write(
            "logs: [{name: old, paths: [\"*.log\"]}]\narchive: {directory: packed}\n",
            to: "archive/exporter.yml")
        sync()
        let command = Command(
            program: contestant.program, arguments: contestant.arguments(files, configuration),
            environment: ["STATE_DIRECTORY": "\(folder)/state"])
        let errors = bench.path("archive.stderr")
        let exit = try ChildProcess(command, core: nil, output: bench.path("archive.stdout"), errors: errors)
            .wait()
        guard exit.code == 0 else {
            let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            bench.fault("\(contestant.program.name) failed: \(text)")
            return nil
        }
        let packed = try size(of: folder, ending: contestant.suffix)
        guard packed.count == Self.files else {
            bench.fault("\(contestant.program.name) packed \(packed.count) of \(Self.files) files")
            return nil
        }
        return Result(seconds: exit.wall.inSeconds, bytes: packed.bytes)
    }

    private func size(of folder: String, ending suffix: String) throws -> (count: Int, bytes: Int) {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
            $0.hasSuffix(suffix)
        }
        let sizes = try names.map { name in
            try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int ?? 0
        }
        return (names.count, sizes.reduce(0, +))
    }
}
