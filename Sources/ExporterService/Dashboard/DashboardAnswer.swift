import Collectors
import FoundationEssentials

/// Judges the dashboard's answer. Pure.
///
/// The dashboard answers errors with status 200 and `{"error": ...}`: the body decides as well.
enum DashboardAnswer {
    static func result(status: Int, contentType: String?, body: [UInt8]) -> DashboardSight.Result {
        guard (200...299).contains(status) else { return .status }
        guard isMeantAsJSON(contentType, body) else { return .up }
        let data = Data(body)
        if let object = try? JSONDecoder().decode(ErrorField.self, from: data) {
            return object.hasError ? .error : .up
        }
        // JSON of another shape holds no error.
        return (try? JSONDecoder().decode(AnyJSON.self, from: data)) == nil ? .malformed : .up
    }

    private static func isMeantAsJSON(_ contentType: String?, _ body: [UInt8]) -> Bool {
        if contentType?.lowercased().contains("json") == true { return true }
        return body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
    }

    private struct ErrorField: Decodable {
        let hasError: Bool

        private enum Key: CodingKey { case error }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            hasError = container.contains(.error) && !((try? container.decodeNil(forKey: .error)) ?? false)
        }
    }

    /// Anything that is JSON.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
