import YAMLReading

/// Reads `headers` of `http_server_config`.
enum HeaderSection {
    /// What may be set, and to what; an empty list allows every value.
    private static let allowed: [(name: String, values: [String])] = [
        ("Content-Security-Policy", []), ("Strict-Transport-Security", []),
        ("X-Content-Type-Options", ["nosniff"]), ("X-Frame-Options", ["deny", "sameorigin"]),
        ("X-XSS-Protection", []),
    ]

    static func headers(_ section: inout MappingReader) -> [ResponseHeader] {
        section.mapping("headers") { headers in
            allowed.compactMap { name, values -> ResponseHeader? in
                guard let value = headers.string(name), !value.isEmpty else { return nil }
                guard isSafe(value) else {
                    headers.report(
                        "'\(name)' holds a line break or another control character", key: name,
                        hint: "write it on one line")
                    return nil
                }
                guard values.isEmpty || values.contains(value.lowercased()) else {
                    headers.report(
                        "'\(name)' cannot be '\(value)'", key: name,
                        hint: "one of: \(values.joined(separator: ", "))")
                    return nil
                }
                return ResponseHeader(name: name, value: value)
            }
        }
    }

    /// What a client would read as one value of one header.
    private static func isSafe(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
