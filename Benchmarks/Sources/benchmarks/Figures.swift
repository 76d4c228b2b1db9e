import Foundation

/// The middle value; the mean of the two middle ones for an even count. Nil without values.
func median<Value: BinaryFloatingPoint>(_ values: [Value]) -> Value? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// The value that a share of all values does not exceed.
func percentile<Value: BinaryFloatingPoint>(_ values: [Value], _ share: Double) -> Value? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)]
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}

/// A figure with three digits that count: 1234, 123, 12.3, 1.23, 0.0123.
func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    return String(format: "%.\(max(0, 2 - magnitude))f", value)
}

/// Resident memory of a process and its parts, from `/proc/PID/status`.
struct ResidentMemory: Equatable {
    /// VmHWM, in KiB: the most it has had since its program was loaded.
    let peakKiB: Double
    /// VmRSS, in KiB.
    let totalKiB: Double
    /// RssAnon, in KiB: what is not backed by the binary or other files.
    let anonymousKiB: Double

    init?(pid: pid_t) {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else {
            return nil
        }
        self.init(status: text)
    }

    init?(status: String) {
        func field(_ name: String) -> Double? {
            let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
            return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) }
        }
        guard let peak = field("VmHWM"), let total = field("VmRSS"), let anonymous = field("RssAnon") else {
            return nil
        }
        peakKiB = peak
        totalKiB = total
        anonymousKiB = anonymous
    }
}
