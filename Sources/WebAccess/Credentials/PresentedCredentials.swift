import FoundationEssentials

/// What a request says of who sends it.
package enum PresentedCredentials: Sendable, Equatable {
    case none
    /// A header that nothing can be made of, or more than one.
    case malformed
    case basic(user: String, password: [UInt8])
    case bearer([UInt8])

    /// Longer headers are no credentials of ours.
    private static let maxBytes = 4096

    /// - Parameter headers: the values of all `Authorization` headers.
    package init(authorization headers: [String]) {
        guard let header = headers.first else {
            self = .none
            return
        }
        self = headers.count == 1 ? Self.parse(header) : .malformed
    }

    private static func parse(_ header: String) -> PresentedCredentials {
        guard header.utf8.count <= maxBytes else { return .malformed }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2 else { return .malformed }
        let value = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "basic": return basic(String(value))
        case "bearer": return value.isEmpty ? .malformed : .bearer(Array(value.utf8))
        default: return .malformed
        }
    }

    private static func basic(_ text: String) -> PresentedCredentials {
        guard let decoded = Data(base64Encoded: text) else { return .malformed }
        let bytes = Array(decoded)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return .malformed }
        return .basic(
            user: String(decoding: bytes[..<colon], as: UTF8.self), password: Array(bytes[(colon + 1)...]))
    }
}
