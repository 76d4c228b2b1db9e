import Foundation

/// Resident memory of an idle exporter after 10 and after 100 scrapes.
struct MemoryBenchmark {
    private struct Sample {
        var afterTen: ResidentMemory
        var afterHundred: ResidentMemory
    }

    let bench: Bench

    func run() throws {
        var table = Table(
            "resident memory of the idle exporter over \(bench.teamsRoot)",
            header: [
                "program", "after 10 MiB", "anon MiB", "ratio", "after 100 MiB", "anon MiB", "ratio",
                "budget",
            ])
        let results = try ExporterCommands.sides(in: bench).map { ($0.program, measure($0.command)) }
        let peer = results.first { $0.0.name == Peer.nodeExporter.name }?.1 ?? []
        for (program, samples) in results {
            let ratio = self.ratio(samples, to: peer, \.afterHundred.totalKiB)
            let isSubject = program == bench.subject
            table.add(
                program.name,
                mebibytes(samples, \.afterTen.totalKiB), mebibytes(samples, \.afterTen.anonymousKiB),
                self.ratio(samples, to: peer, \.afterTen.totalKiB).map(short) ?? "-",
                mebibytes(samples, \.afterHundred.totalKiB), mebibytes(samples, \.afterHundred.anonymousKiB),
                ratio.map(short) ?? "-", isSubject ? Budget.atMost(1).verdict(ratio) : "")
        }
        table.show()
    }

    private func measure(_ command: @escaping (UInt16) -> Command) -> [Sample] {
        var samples: [Sample] = []
        for _ in 0..<bench.options.runs {
            do {
                let server = try ExporterServer.start(in: bench, command)
                bench.note(command(server.port), port: server.port)
                // The first scrape was made by `start`.
                let ten = memory(of: server, scrapes: 9)
                let hundred = memory(of: server, scrapes: 90)
                server.stop()
                guard let ten, let hundred else {
                    bench.fault("\(command(server.port).program.name) failed a scrape")
                    break
                }
                samples.append(Sample(afterTen: ten, afterHundred: hundred))
            } catch {
                bench.fault("\(error)")
                break
            }
        }
        return samples
    }

    private func memory(of server: ExporterServer, scrapes: Int) -> ResidentMemory? {
        for _ in 0..<scrapes {
            guard server.scrape() != nil else { return nil }
        }
        // Idle: let a garbage collector or an allocator give back what it means to.
        usleep(1_000_000)
        return ResidentMemory(pid: server.process.pid)
    }

    private func ratio(_ samples: [Sample], to peer: [Sample], _ path: KeyPath<Sample, Double>) -> Double? {
        guard let ours = middle(samples, path), let theirs = middle(peer, path) else { return nil }
        return ours / theirs
    }

    private func middle(_ samples: [Sample], _ path: KeyPath<Sample, Double>) -> Double? {
        median(samples.map { $0[keyPath: path] })
    }

    private func mebibytes(_ samples: [Sample], _ path: KeyPath<Sample, Double>) -> String {
        middle(samples, path).map { short($0 / 1024) } ?? "-"
    }
}
