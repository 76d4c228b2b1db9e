/// Time that the processors of the machine spent by mode, in clock ticks since boot: the first line of `/proc/stat`.
package struct ProcessorTimes: Equatable, Sendable {
    /// In the order of the file; time of guests is within `user` and `nice`.
    package static let modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"]

    /// One a mode that the kernel knows.
    package private(set) var ticks: [UInt64]

    package init?(statFile text: [UInt8]) {
        let line = text.prefix { $0 != UInt8(ascii: "\n") }
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.first.map({ $0.elementsEqual("cpu".utf8) }) == true else { return nil }
        ticks = words.dropFirst().prefix(Self.modes.count).compactMap { UInt64($0) }
        guard ticks.count >= 4, ticks.count == min(words.count - 1, Self.modes.count) else { return nil }
    }

    /// Takes the greater of each: idle and iowait can step back when the kernel corrects them.
    package func advanced(from earlier: ProcessorTimes?) -> ProcessorTimes {
        guard let earlier, earlier.ticks.count == ticks.count else { return self }
        var times = self
        times.ticks = zip(ticks, earlier.ticks).map { max($0, $1) }
        return times
    }
}

/// Memory of the machine, from `/proc/meminfo`.
package struct MemoryFigures: Equatable, Sendable {
    package var totalBytes: UInt64
    /// What new programs can have without swapping; nil on kernels before 3.14.
    package var availableBytes: UInt64?

    package init?(meminfoFile text: [UInt8]) {
        var figures: [String: UInt64] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            guard words.count >= 2, let kibibytes = UInt64(words[1]), kibibytes < 1 << 53 else { continue }
            figures[String(decoding: words[0], as: UTF8.self)] = kibibytes * 1024
        }
        guard let total = figures["MemTotal:"] else { return nil }
        totalBytes = total
        availableBytes = figures["MemAvailable:"]
    }
}

/// Pressure on one resource, from `/proc/pressure/<resource>` or `<resource>.pressure` of a cgroup.
package struct PressureTotals: Equatable, Sendable {
    /// Microseconds in which some task waited for the resource.
    package var waitingUs: UInt64
    /// Microseconds in which all tasks did; nil where the kernel does not tell (processors, before 5.13).
    package var stalledUs: UInt64?

    package init?(pressureFile text: [UInt8]) {
        var totals: [String: UInt64] = [:]
        for line in text.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            let key = Array("total=".utf8)
            guard let kind = words.first, let total = words.first(where: { $0.starts(with: key) }) else {
                continue
            }
            totals[String(decoding: kind, as: UTF8.self)] = UInt64(total.dropFirst(key.count))
        }
        guard let some = totals["some"] else { return nil }
        waitingUs = some
        stalledUs = totals["full"]
    }
}

extension UInt64 {
    /// Decimal digits and nothing else; nil beyond 64 bits.
    fileprivate init?(_ digits: ArraySlice<UInt8>) { self.init(String(decoding: digits, as: UTF8.self)) }
}
