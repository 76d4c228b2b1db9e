import Foundation
import TestSupport
import Testing
import YAMLReading

@Suite("Documents and their golden messages")
struct GoldenDocumentTests {
    static let directory = Fixtures.path("yaml")

    static func names(ending suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(suffix) }
            .sorted()
    }

    @Test("a bad document gives exactly the expected messages", arguments: try names(ending: ".bad.yml"))
    func badDocument(name: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.directory)/\(name)"))
        let messages = SampleSchema.faults(in: Array(bytes), file: name)
        #expect(!messages.isEmpty)
        let golden = GoldenFile(fixture: "yaml/" + name.replacing(".bad.yml", with: ".bad.expected.txt"))
        let difference = try golden.difference(from: messages)
        #expect(difference == nil)
    }

    @Test("no message lets a control character through", arguments: try names(ending: ".bad.yml"))
    func safeToPrint(name: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.directory)/\(name)"))
        let messages = SampleSchema.faults(in: Array(bytes), file: name)
        #expect(messages.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test("a good document gives exactly the expected values", arguments: try names(ending: ".good.yml"))
    func goodDocument(name: String) throws {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(Self.directory)/\(name)"))
        let (values, faults) = SampleSchema.read(Array(bytes), file: name)
        #expect(faults == [])
        let golden = GoldenFile(fixture: "yaml/" + name.replacing(".good.yml", with: ".good.expected.txt"))
        let difference = try golden.difference(from: values.joined(separator: "\n") + "\n")
        #expect(difference == nil)
    }
}
