import Testing
import YAMLReading

@Suite("MappingReader")
struct MappingReaderTests {
    private func reader(_ text: String) throws -> MappingReader {
        MappingReader(try YAMLDocument.parse(Array(text.utf8), file: "t.yml"), file: "t.yml")
    }

    @Test(
        "durations read as Prometheus reads them",
        arguments: [
            ("0", 0), ("30d", 2_592_000_000), ("1h30m", 5_400_000), ("250ms", 250), ("'5m'", 300_000),
            ("1y2w3d4h5m6s7ms", 33_019_506_007), ("1m1ms", 60_001), ("0s", 0), ("007s", 7000),
        ] as [(String, Int)])
    func durations(text: String, milliseconds: Int) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.duration("k") == .milliseconds(milliseconds))
        #expect(reader.diagnostics.isEmpty)
    }

    @Test(
        "texts that are no durations are refused",
        arguments: [
            "30", "'0'", "m", "1h1h", "5s1m", "1.5h", "1 h", "1H", "-5m", "1e3s", "106751991168d", "abc",
            "1hm", "٣s",
        ])
    func noDurations(text: String) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.duration("k") == nil)
        #expect(reader.diagnostics.count == 1)
    }

    @Test(
        "sizes are decimal or binary by their unit",
        arguments: [
            ("1MB", 1_000_000), ("64KiB", 65_536), ("512", 512), ("0", 0), ("3B", 3),
            ("'2GiB'", 2_147_483_648),
            ("5kB", 5000), ("1TB", 1_000_000_000_000),
        ])
    func byteSizes(text: String, bytes: Int) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.byteSize("k") == bytes)
        #expect(reader.diagnostics.isEmpty)
    }

    @Test(
        "texts that are no sizes are refused",
        arguments: ["1Mb", "1M", "1.5MB", "-1", "'512'", "9999999TiB", "MB", "1_000"])
    func noByteSizes(text: String) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.byteSize("k") == nil)
        #expect(reader.diagnostics.count == 1)
    }

    @Test(
        "shares are percentages or numbers up to one",
        arguments: [("5%", 0.05), ("0.05", 0.05), ("100%", 1), ("0", 0)])
    func ratios(text: String, value: Double) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.ratio("k") == value)
    }

    @Test("texts that are no shares are refused", arguments: ["5", "101%", "-1%", "'%'", "'0.5'", "nan"])
    func noRatios(text: String) throws {
        var reader = try reader("k: \(text)")
        #expect(reader.ratio("k") == nil)
        #expect(reader.diagnostics.count == 1)
    }

    @Test(
        "numbers are plain decimals",
        arguments: ["0x10", "1_000", "1e400", "inf", "nan", "+1", "'1'", "0b1", "0o7", "1.2.3"])
    func noNumbers(text: String) throws {
        var reader = try reader("k: \(text)\nl: \(text)")
        #expect(reader.int("k") == nil)
        #expect(reader.double("l") == nil)
        #expect(reader.diagnostics.count == 2)
    }

    @Test("null and absent keys read as nil without a fault")
    func nulls() throws {
        var reader = try reader("a:\nb: ~\n")
        #expect(reader.string("a") == nil && reader.int("b") == nil && reader.mapping("c") == nil)
        #expect(reader.strings("d") == nil && reader.byteSize("e") == nil && reader.bool("f") == nil)
        reader.finish()
        #expect(reader.diagnostics.isEmpty)
    }

    @Test("all faults are collected, nested ones too, in the order of the file")
    func allFaults() throws {
        var reader = try reader("n: {a: x, b: y}\nbad: 1\nc: z\n")
        #expect(reader.int("c") == nil)
        reader.mapping("n") { nested in
            #expect(nested.int("b") == nil)
            #expect(nested.int("a") == nil)
        }
        reader.finish()
        #expect(reader.diagnostics.map { $0.mark?.column ?? 0 } == [8, 14, 1, 4])
        #expect(reader.diagnostics.map { $0.mark?.line ?? 0 } == [1, 1, 2, 3])
    }

    @Test("a misspelt required key is reported once")
    func misspeltRequiredKey() throws {
        var reader = try reader("patern: x")
        reader.require("pattern", "counter")
        reader.finish()
        #expect(
            reader.diagnostics.map(\.oneLine) == [
                "t.yml:1:1: error: unknown key 'patern'; did you mean 'pattern'?",
                "t.yml:1:1: error: missing key 'counter'; add 'counter: ...' to this mapping",
            ])
    }

    @Test("a scalar is a list of one")
    func strings() throws {
        var reader = try reader("a: x\nb: [y, 'z']\nc: []")
        #expect(reader.strings("a") == ["x"])
        #expect(reader.strings("b") == ["y", "z"])
        #expect(reader.strings("c") == [])
    }

    @Test("a range is named in the message")
    func ranges() throws {
        var reader = try reader("a: 5s\nb: 2MB\nc: 7")
        #expect(reader.duration("a", in: .seconds(10) ... .seconds(5400)) == nil)
        #expect(reader.byteSize("b", in: 0...1_000_000) == nil)
        #expect(reader.double("c", in: 0...7) == 7)
        #expect(
            reader.diagnostics.map(\.message) == [
                "'a' must be at least 10s, not '5s'", "'b' must be at most 1000000 bytes, not '2MB'",
            ])
    }
}
