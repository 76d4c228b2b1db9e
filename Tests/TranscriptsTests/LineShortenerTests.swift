import Foundation
import TestSupport
import Testing

@testable import Transcripts

@Suite("LineShortener")
struct LineShortenerTests {
    private static func shortened(_ text: String) -> [UInt8] {
        var shortener = LineShortener()
        let bytes = Array(text.utf8)
        shortener.shorten(bytes.span, 0..<bytes.count)
        return shortener.bytes
    }

    /// Any JSON, with strings of all kinds in it.
    private static func value(_ depth: Int, _ random: inout SeededGenerator) -> Any {
        switch Int.random(in: 0..<(depth > 3 ? 3 : 5), using: &random) {
        case 0: return Int.random(in: -9...9, using: &random)
        case 1, 2:
            let parts = ["\"", "\\", "é", "}", ":", "a", "日", "\n", "/"]
            let count = Int.random(in: 0..<400, using: &random)
            return (0..<count).map { _ in parts.randomElement(using: &random) ?? "" }.joined()
        case 3: return (0..<3).map { _ in value(depth + 1, &random) }
        default:
            return Dictionary(uniqueKeysWithValues: (0..<3).map { ("k\($0)", value(depth + 1, &random)) })
        }
    }

    /// What shortening is to make of it.
    private static func emptied(_ value: Any) -> Any {
        if let text = value as? String { return text.utf8.count > 1000 ? "" : text }
        if let list = value as? [Any] { return list.map(emptied) }
        if let object = value as? [String: Any] { return object.mapValues(emptied) }
        return value
    }

    /// A string is long or not by its bytes as written; those in between are left out of the comparison.
    private static func isClear(_ value: Any) -> Bool {
        if let text = value as? String { return text.utf8.count > 1000 || text.utf8.count < 40 }
        if let list = value as? [Any] { return list.allSatisfy(isClear) }
        if let object = value as? [String: Any] { return object.values.allSatisfy(isClear) }
        return true
    }

    @Test("what is left is the same JSON with its long strings empty", arguments: 0..<30)
    func sameStructure(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let value: [String: Any] = ["v": Self.value(0, &random), "w": Self.value(0, &random)]
            let text = String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
            let short = Self.shortened(text)
            let parsed = try JSONSerialization.jsonObject(with: Data(short))
            #expect(short.count <= text.utf8.count)
            if Self.isClear(value) {
                #expect(parsed as? NSDictionary == Self.emptied(value) as? NSDictionary, "seed \(seed)")
            }
        }
    }

    @Test("short strings stay as they are, long ones become empty, and an open one stays open")
    func cases() {
        let long = String(repeating: "x", count: 300)
        #expect(Self.shortened(#"{"a":"b\"c"}"#) == Array(#"{"a":"b\"c"}"#.utf8))
        #expect(Self.shortened(#"{"a":"\#(long)","b":1}"#) == Array(#"{"a":"","b":1}"#.utf8))
        #expect(Self.shortened(#"{"a":"\#(long)\"\\"}"#) == Array(#"{"a":""}"#.utf8))
        #expect(Self.shortened(#"{"a":"open"#) == Array(#"{"a":"open"#.utf8))
        #expect(Self.shortened(#"{"a":"open\"#) == Array(#"{"a":"open\"#.utf8))
        #expect(Self.shortened("") == [])
    }
}
