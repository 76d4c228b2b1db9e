import LogRules
import PatternMatching
import TestSupport
import Testing

/// What counts as an entry, line by line: `EntryState` and `LevelFormats` together.
@Suite("Entries")
struct EntryTests {
    /// The level of each line of a text, `-` for a line that is no entry of its own.
    private func levels(_ text: String) throws -> String {
        let formats = try LevelFormats.builtIn()
        var matcher = PatternMatcher()
        var state = EntryState()
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
            Array.init)
        return lines.map { bytes in
            formats.level(of: bytes.span, state: &state, matcher: &matcher).map { String($0.name.prefix(1)) }
                ?? "-"
        }.joined()
    }

    private static let traceback = """
        Traceback (most recent call last):
          File "a.py", line 1, in <module>
            raise ValueError("ERROR")
        ValueError: ERROR in the message
        """

    private static let entry = "2026-02-07 12:00:00,123 - app - "

    @Test(
        "a traceback below a WARNING, ERROR or CRITICAL entry belongs to it",
        arguments: ["WARNING", "ERROR", "CRITICAL"])
    func attached(level: String) throws {
        #expect(try levels("\(Self.entry)\(level) - failed\n\(Self.traceback)") == "\(level.prefix(1))----")
    }

    @Test("a traceback below an INFO or DEBUG entry, or below nothing, is one ERROR entry")
    func bare() throws {
        #expect(try levels(Self.traceback) == "E---")
        #expect(try levels("\(Self.entry)INFO - fine\n\(Self.traceback)") == "IE---")
        #expect(try levels("\(Self.entry)DEBUG - fine\n\(Self.traceback)") == "DE---")
        #expect(try levels("printed\n\(Self.traceback)\nprinted") == "-E----")
    }

    @Test("a chain of exceptions is one entry, however long")
    func chained() throws {
        let during = "\n\nDuring handling of the above exception, another exception occurred:\n\n"
        let cause = "\n\nThe above exception was the direct cause of the following exception:\n\n"
        let chain = Self.traceback + during + Self.traceback + cause + Self.traceback
        #expect(try levels(chain) == "E" + String(repeating: "-", count: 17))
        #expect(try levels("ERROR:root:x\n" + chain) == "E" + String(repeating: "-", count: 18))
    }

    @Test("each crash of a program that starts again and again is counted")
    func crashLoop() throws {
        #expect(
            try levels([Self.traceback, Self.traceback, Self.traceback].joined(separator: "\n"))
                == "E---E---E---")
        #expect(try levels("ERROR:root:x\n\(Self.traceback)\n\(Self.traceback)") == "E----E---")
    }

    @Test("the message of an entry may have lines of its own before the traceback")
    func messageOfSeveralLines() throws {
        let asyncio = "\(Self.entry)ERROR - Task exception was never retrieved\nfuture: <Task finished>\n"
        #expect(try levels(asyncio + Self.traceback) == "E-----")
        let plain = String(repeating: "printed\n", count: 20)
        #expect(try levels("ERROR:root:x\n" + plain + Self.traceback).hasSuffix("-E---"))
    }

    @Test("lines that start with white space continue the entry above, whatever they hold")
    func indented() throws {
        #expect(try levels("INFO:     start\n  ERROR: detail\n\tCRITICAL") == "I--")
        #expect(try levels("  ERROR with nothing above") == "-")
    }

    @Test("an exception group is one entry, and ends without a line of its own")
    func exceptionGroup() throws {
        let group = """
              + Exception Group Traceback (most recent call last):
              |   File "a.py", line 1, in <module>
              | ExceptionGroup: ERROR (1 sub-exception)
              +-+---------------- 1 ----------------
                | ValueError: ERROR
                +------------------------------------
            """.split(separator: "\n").map { "  " + $0.drop { $0 == " " } }.joined(separator: "\n")
        #expect(try levels(group + "\nworker ERROR") == "E-----E")
        #expect(try levels("ERROR:root:x\n" + group + "\nINFO:root:y") == "E------I")
    }

    @Test("an entry that another process writes into a traceback is counted")
    func interleaved() throws {
        let cut =
            "Traceback (most recent call last):\n  File \"a.py\"\nINFO:     GET /\n    raise x\nValueError: x"
        #expect(try levels(cut) == "E-I--")
    }

    @Test("carriage returns, a byte order mark and empty lines change nothing")
    func lineEnds() throws {
        #expect(try levels("\u{FEFF}INFO:root:x\r") == "I")
        #expect(
            try levels("ERROR:root:x\r\n\r\nTraceback (most recent call last):\r\n  File\r\nValueError\r")
                == "E----")
        #expect(try levels("[ERROR]\r") == "E")
        #expect(try levels("\n\n") == "---")
    }

    @Test("what syslog and containers write before each line is looked through")
    func envelopes() throws {
        let prefix = "Feb  7 12:00:00 host app[12]: "
        let lines = (["INFO:     up"] + Self.traceback.split(separator: "\n").map(String.init)).map {
            prefix + $0
        }
        #expect(try levels(lines.joined(separator: "\n")) == "IE---")
        let cri = "2026-02-07T12:00:00.123456789Z stderr F "
        #expect(try levels(cri + prefix + "level=error msg=x") == "E")
        #expect(try levels(cri + "\n" + cri + "  indented ERROR") == "--")
    }

    @Test("the first format that matches decides, so that words in a message do not count")
    func order() throws {
        #expect(try levels("\(Self.entry)INFO - ERROR CRITICAL\nINFO:     ERROR\nDEBUG:x:ERROR") == "IID")
    }
}
