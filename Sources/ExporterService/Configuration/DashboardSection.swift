import PatternMatching
import YAMLReading

/// Reads `dashboard` of the configuration.
enum DashboardSection {
    private static let standardURL = "http://localhost:8000/api/health"
    private static let standardTimeout = Duration.seconds(5)
    private static let standardProcess = "orchestrator.*dashboard"

    /// Nil with an empty `url`: then nothing is probed. Without one the dashboard is assumed at its usual place.
    static func dashboard(_ reader: inout MappingReader) -> ExporterConfiguration.Dashboard? {
        reader.mapping("dashboard") { section in
            let written = section.string("url")
            let url = written ?? standardURL
            let timeout = section.duration("timeout", in: .milliseconds(1) ... .seconds(300))
            let process = pattern(&section)
            guard !url.isEmpty, let process else { return nil }
            if let fault = HTTPFetch.fault(in: url) {
                section.report(fault, key: "url", hint: "write http://HOST:PORT/PATH")
            }
            return ExporterConfiguration.Dashboard(
                url: url, timeout: timeout ?? standardTimeout, process: process, isAssumed: written == nil)
        }
    }

    private static func pattern(_ reader: inout MappingReader) -> Pattern? {
        do {
            return try Pattern(reader.string("process") ?? standardProcess)
        } catch {
            reader.report(
                "'process' is no pattern: \(error.message) at character \(error.offset)", key: "process")
            return nil
        }
    }
}
