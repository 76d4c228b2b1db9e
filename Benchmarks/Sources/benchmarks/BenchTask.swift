/// The things that can be measured, in the order in which they run.
enum BenchTask: String, CaseIterable {
    case size
    case startup
    case memory
    case scrape
    case scan
    case corpus

    var summary: String {
        switch self {
        case .size: "size of the stripped binary beside node_exporter's"
        case .startup: "time from start to the first successful scrape"
        case .memory: "resident memory after 10 and 100 scrapes"
        case .scrape: "time of one scrape, as the scraper sees it"
        case .scan: "`logs scan` beside mtail, pcre2grep, ripgrep, grep and wc"
        case .corpus: "only write the corpus (with --work)"
        }
    }

    func run(in bench: Bench) throws {
        switch self {
        case .size: SizeBenchmark(bench: bench).run()
        case .startup: try StartupBenchmark(bench: bench).run()
        case .memory: try MemoryBenchmark(bench: bench).run()
        case .scrape: try ScrapeBenchmark(bench: bench).run()
        case .scan: try ScanBenchmark(bench: bench).run()
        case .corpus:
            for kind in Set(ScanWorkload.all.map(\.corpus)) {
                say("corpus: \(try bench.corpus(kind).whole.path)")
            }
        }
    }
}
