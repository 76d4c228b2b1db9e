import LogRules
import PatternMatching
import TestSupport
import Testing
import YAMLReading

@Suite("LevelFormats")
struct LevelFormatsTests {
    @Test("the shipped catalogue is valid and all its examples hold")
    func shipped() throws {
        let formats = try LevelFormats.builtIn(checksExamples: true)
        #expect(formats.examples.count > 60)
        #expect(formats.names.first == "python")
        #expect(formats.names.last == "level_word")
    }

    @Test("a catalogue with faults is refused with all of them")
    func faults() {
        let text = """
            levels: {ERROR: [ERROR, error], LOUD: [X]}
            traceback: {level: ERROR, starts: ['Traceback']}
            formats:
              - {name: a, pattern: '(?<level>@LEVEL@) (x'}
              - {name: b, pattern: 'x'}
              - {name: c, within_bytes: 10, pattern: '(?<level>@LEVEL@)'}
              - {name: d, pattern: 'ERR (?<level>@LEVEL@)', examples: [{line: 'x', level: ERRR}]}
            """
        let error = #expect(throws: RuleFileErrors.self) {
            try LevelFormats.read(Array(text.utf8), file: "levels.yml")
        }
        let messages = error?.diagnostics.map { $0.oneLine } ?? []
        #expect(messages.count == 6, "\(messages)")
        for part in [
            "'error' is not 1 to 8", "'LOUD' is no level", "missing closing", "must either capture",
            "move formats", "ERRR",
        ] {
            #expect(messages.contains { $0.contains(part) }, "\(part) in \(messages)")
        }
    }

    @Test("an example that does not hold is a fault of the catalogue")
    func wrongExample() {
        let text = """
            levels: {ERROR: [ERROR], INFO: [INFO]}
            traceback: {level: ERROR, starts: ['Traceback']}
            formats:
              - {name: a, pattern: '(?<level>@LEVEL@):', examples: [{line: 'INFO: x', level: ERROR}]}
            no_level: ['ERROR: x']
            """
        let error = #expect(throws: RuleFileErrors.self) {
            try LevelFormats.read(Array(text.utf8), file: "levels.yml")
        }
        #expect(error?.diagnostics.count == 2)
    }
}
