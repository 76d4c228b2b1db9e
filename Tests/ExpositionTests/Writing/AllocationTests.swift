import Exposition
import MetricModel
import TestSupport
import Testing

/// A scrape into a reused buffer, a look-up and a refresh that find what they know allocate nothing at all.
///
/// Each test runs in a process of its own, see `HeapGrowth`.
@Suite struct AllocationTests {
    @Test("the probe sees one short-lived block, and nothing where there is none")
    func probe() async {
        await #expect(processExitsWith: .success) {
            let nothing = try HeapGrowth.bytes {}
            let something = try HeapGrowth.bytes { Scenario.allocateAndFree() }
            try #require(nothing == 0)
            try #require(something > 0)
        }
    }

    @Test("a repeated scrape allocates nothing, in either format")
    func scrape() async {
        await #expect(processExitsWith: .success) {
            for format in ExpositionFormat.allCases {
                for count in [1000, 5000] {
                    let scenario = try Scenario(series: count)
                    scenario.scrape(as: format)
                    let growth = try HeapGrowth.bytes { scenario.scrape(as: format) }
                    try #require(growth == 0, "scrape of \(count) series a family as \(format)")
                }
            }
        }
    }

    @Test("protobuf allocates for families, not for samples")
    func protobuf() async {
        await #expect(processExitsWith: .success) {
            for count in [1000, 5000] {
                let scenario = try Scenario(series: count)
                scenario.scrape(as: ScrapeFormat(.protobuf))
                let growth = try HeapGrowth.bytes { scenario.scrape(as: ScrapeFormat(.protobuf)) }
                try #require(growth < 1000, "\(growth) bytes for \(count) series a family")
            }
        }
    }

    @Test("finding series again, folding into the overflow series and writing allocate nothing")
    func lookup() async {
        await #expect(processExitsWith: .success) {
            let scenario = try Scenario(series: 100)
            scenario.writeAll()
            let growth = try HeapGrowth.bytes { scenario.writeAll() }
            try #require(growth == 0)
        }
    }
}
