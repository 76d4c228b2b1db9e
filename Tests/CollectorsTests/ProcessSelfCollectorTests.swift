import Foundation
import MetricModel
import Testing

@testable import Collectors

@Suite("ProcessSelfCollector")
struct ProcessSelfCollectorTests {
    private let registry = MetricRegistry()

    private func value(_ name: String) -> Double? {
        registry.update { table in table.family(named: name).flatMap { table.snapshot(of: $0).first?.value } }
    }

    @Test("the running program's own numbers are published")
    func ownNumbers() throws {
        try ProcessSelfCollector(registry: registry).collect(into: registry)
        let started = try #require(value("process_start_time_seconds"))
        let now = Date().timeIntervalSince1970
        #expect(started < now + 2)
        #expect(started > now - 86_400)
        #expect(try #require(value("process_resident_memory_bytes")) > 1_000_000)
        let resident = try #require(value("process_resident_memory_bytes"))
        #expect(try #require(value("process_virtual_memory_bytes")) > resident)
        #expect(try #require(value("process_threads")) >= 1)
        #expect(try #require(value("process_open_fds")) >= 3)
        #expect(try #require(value("process_max_fds")) >= 64)
        #expect(try #require(value("process_cpu_seconds_total")) >= 0)
    }

    @Test("without a procfs what it tells is absent")
    func noProcfs() throws {
        try ProcessSelfCollector(registry: registry, procfs: "/nowhere").collect(into: registry)
        #expect(value("process_cpu_seconds_total") == nil)
        #expect(value("process_start_time_seconds") == nil)
        #expect(value("process_max_fds") != nil)
    }
}
