import YAMLReading

/// Reads `rate_limit`, `login_back_off` and `limits`.
enum LimitSections {
    static func rateLimit(_ reader: inout MappingReader) -> RateLimit? {
        guard var section = reader.mapping("rate_limit") else { return nil }
        defer { section.finish() }
        let interval = section.duration("interval", in: .zero ... .seconds(86_400)) ?? .zero
        let burst = section.int("burst", in: 0...1_000_000) ?? 0
        guard interval > .zero else { return nil }
        guard burst > 0 else {
            section.report(
                "'burst' must be at least 1, or no request gets through", key: "burst",
                hint: "write how many requests may come at once")
            return nil
        }
        return RateLimit(interval: interval, burst: burst)
    }

    static func backOff(_ reader: inout MappingReader) -> BackOffSettings {
        reader.mapping("login_back_off") { section in
            var settings = BackOffSettings()
            if let after = section.int("after", in: 0...1000) { settings.after = after }
            if let first = section.duration("first", in: .milliseconds(100) ... .seconds(3600)) {
                settings.first = first
            }
            if let longest = section.duration("longest", in: .milliseconds(100) ... .seconds(86_400)) {
                settings.longest = longest
            }
            if settings.longest < settings.first {
                section.report(
                    "'longest' is shorter than 'first'", key: "longest", hint: "exchange them")
            }
            return settings
        }
    }

    static func limits(_ reader: inout MappingReader) -> ConnectionLimits {
        reader.mapping("limits") { section in
            var limits = ConnectionLimits()
            // The parser itself gives up at 80 KiB.
            if let bytes = section.byteSize("header_bytes", in: 1024...64 * 1024) {
                limits.headerBytes = bytes
            }
            limits.connections = section.int("connections", in: 4...65_536)
            if let timeout = section.duration("request_timeout", in: .seconds(1) ... .seconds(3600)) {
                limits.requestTimeout = timeout
            }
            return limits
        }
    }
}
