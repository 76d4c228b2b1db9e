/// The things that can be measured, in the order in which they run.
enum BenchTask: String, CaseIterable {
    case size
    case startup
    case memory
    case scrape
    case crowd
    case processes
    case teams
    case idle
    case latency
    case series
    case scan
    case archive
    case corpus

    var summary: String {
        switch self {
        case .size: "size of the stripped binary beside node_exporter's"
        case .startup: "time from start to the first successful scrape"
        case .memory: "resident memory after 10 and 100 scrapes"
        case .scrape: "time of one scrape, as the scraper sees it"
        case .crowd: "a scrape beside 1,000 idle and 100 hostile connections"
        case .processes: "a scrape with 1,000 agents' processes beside process-exporter"
        case .teams: "a look at 1,000 teams of 20 agents that do nothing, and a scrape"
        case .idle: "following 10,000 log files in which nothing happens"
        case .latency: "time from a line written to the line counted in an answer"
        case .series: "a scrape of 5,000 and of 100,000 series"
        case .scan: "`logs scan` beside mtail, pcre2grep, ripgrep, grep and wc"
        case .archive: "`logs archive` beside pigz, gzip and zstd"
        case .corpus: "only write the corpus (with --work)"
        }
    }

    func run(in bench: Bench) throws {
        switch self {
        case .size: SizeBenchmark(bench: bench).run()
        case .startup: try StartupBenchmark(bench: bench).run()
        case .memory: try MemoryBenchmark(bench: bench).run()
        case .scrape: try ScrapeBenchmark(bench: bench).run()
        case .crowd: try CrowdBenchmark(bench: bench).run()
        case .processes: try ProcessesBenchmark(bench: bench).run()
        case .teams: try TeamsBenchmark(bench: bench).run()
        case .idle: try IdleBenchmark(bench: bench).run()
        case .latency: try LatencyBenchmark(bench: bench).run()
        case .series: try SeriesBenchmark(bench: bench).run()
        case .scan: try ScanBenchmark(bench: bench).run()
        case .archive: try ArchiveBenchmark(bench: bench).run()
        case .corpus:
            for kind in Set(ScanWorkload.all.map(\.corpus)) {
                say("corpus: \(try bench.corpus(kind).whole.path)")
            }
        }
    }
}
