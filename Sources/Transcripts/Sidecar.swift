import FoundationEssentials
import TeamState

/// What the small file beside a sub-agent's transcript tells of it.
enum Sidecar: Hashable, Sendable {
    /// A helper that its session called as a tool: what it does, that agent does.
    case helper
    /// A teammate that lives in the process of its lead.
    case teammate(name: String)

    /// Larger than any; it holds a handful of words.
    static let limitBytes = 64 << 10

    /// A teammate has a name and was called by no tool; nil for bytes that are no JSON object.
    init?(_ bytes: [UInt8]) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else { return nil }
        if let name = document.name, !name.isEmpty, !document.hasTool {
            self = .teammate(name: name)
        } else {
            self = .helper
        }
    }

    private struct Document: Decodable {
        let name: String?
        let hasTool: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            name = container.contains(.name) ? try? container.decode(String.self, forKey: .name) : nil
            hasTool =
                container.contains(.toolUseId) && (try? container.decodeNil(forKey: .toolUseId)) != true
        }

        private enum Key: String, CodingKey { case name, toolUseId }
    }
}
