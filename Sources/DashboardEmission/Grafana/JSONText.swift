import FoundationEssentials

/// Why a file is no dashboard that could be looked at.
package struct DashboardFileError: Error, Equatable, Sendable {
    package let message: String
}

/// JSON as it lies in files: keys in order, two blanks a level, a line feed at the end, so that a change of one panel
/// changes few lines.
enum JSONText {
    static func encode(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
        } catch {
            // Only numbers that are not finite cannot be written, and no panel holds one.
            preconditionFailure("a dashboard could not be written as JSON: \(error)")
        }
    }

    static func decode(_ bytes: [UInt8]) throws(DashboardFileError) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
        } catch {
            throw DashboardFileError(message: "is no JSON; export the dashboard anew")
        }
    }
}
