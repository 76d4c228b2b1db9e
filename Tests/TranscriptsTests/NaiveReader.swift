import Foundation

@testable import Transcripts

/// Reads whole transcripts line by line with the system's JSON: the maximum rule as its definition says it.
struct NaiveReader {
    private var largest: [String: (model: String, counts: [Int64])] = [:]
    private var nameless = 0

    private static let fields = [
        "input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens",
    ]

    /// Takes in the complete lines.
    mutating func read(_ content: [UInt8]) {
        let end = content.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        for line in content[..<end].split(separator: UInt8(ascii: "\n")) { take(Data(line)) }
    }

    private mutating func take(_ line: Data) {
        guard let record = try? JSONSerialization.jsonObject(with: line) as? [String: Any],
            record["type"] as? String == "assistant", let message = record["message"] as? [String: Any],
            let usage = message["usage"] as? [String: Any]
        else { return }
        nameless += 1
        let id =
            message["id"] as? String ?? (record["uuid"] as? String).map { "uuid \($0)" } ?? "none \(nameless)"
        let model = message["model"] as? String ?? "unknown"
        let old = largest[id]?.counts ?? [0, 0, 0, 0]
        let new = Self.fields.map { Self.count(usage[$0]) }
        largest[id] = (largest[id]?.model ?? model, zip(old, new).map { max($0, $1) })
    }

    /// Whole numbers from 0 on count; a string, a fraction or null does not.
    private static func count(_ value: Any?) -> Int64 {
        guard let number = value as? NSNumber, value as? String == nil else { return 0 }
        let double = number.doubleValue
        return double >= 0 && double == double.rounded() && double <= 2_147_483_648 ? Int64(double) : 0
    }

    /// By model, without those that used nothing.
    var models: [String: TokenAmounts] {
        var models: [String: TokenAmounts] = [:]
        for (model, counts) in largest.values where counts != [0, 0, 0, 0] {
            models[model, default: TokenAmounts()] += TokenAmounts(
                input: counts[0], output: counts[1], cacheRead: counts[2], cacheCreation: counts[3])
        }
        return models
    }
}
