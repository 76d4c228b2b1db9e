import YAMLReading

/// Reads `prometheus` of the configuration: whom `check` and `incident new` ask about the past.
enum PrometheusSection {
    /// Without a slash at its end; empty for none.
    static func url(_ reader: inout MappingReader) -> String {
        reader.mapping("prometheus") { section in
            var url = section.string("url") ?? ""
            while url.hasSuffix("/") { url.removeLast() }
            if !url.isEmpty, let fault = HTTPFetch.fault(in: url) {
                section.report(fault, key: "url", hint: "write http://HOST:PORT")
            }
            return url
        }
    }
}
