import TestSupport
import Testing
import YAMLReading

@testable import TeamEditing

@Suite("members file")
struct MembersFileTests {
    private func parse(_ text: String) throws -> [DraftMember] {
        try MembersFile.parse(Array(text.utf8), file: "members.json")
    }

    private func faults(_ text: String) -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch TeamEditingError.badMembers(let diagnostics, _) {
            return diagnostics.map(\.oneLine)
        } catch {
            return ["\(error)"]
        }
    }

    @Test("the manual's shape, a list alone, and YAML say the same")
    func shapes() throws {
        let manual = """
            {
              "members": [
                {"name": "team-lead", "agentType": "general-purpose", "timeoutThreshold": 300.0},
                {"name": "coder", "agentType": "general-purpose", "timeoutThreshold": 600}
              ]
            }
            """
        let members = try parse(manual)
        #expect(members.map(\.name.text) == ["team-lead", "coder"])
        #expect(members.map(\.timeoutSeconds) == [300, 600])
        let list = """
            [{"name": "team-lead", "agentType": "general-purpose", "timeoutThreshold": 300},
            \t{"name": "coder", "agentType": "general-purpose", "timeoutThreshold": 600}]
            """
        #expect(try parse(list) == members)
        let yaml = """
            - {name: team-lead, agentType: general-purpose, timeoutThreshold: 300}
            - {name: coder, agentType: general-purpose, timeoutThreshold: 600}
            """
        #expect(try parse(yaml) == members)
    }

    @Test(
        "the config.json of another team will do",
        arguments: ["alpha-team", "humble-chasing-goose", "session-1b296605"])
    func otherTeam(team: String) throws {
        let path = Fixtures.path("claude/teams/\(team)/config.json")
        let members = try MembersFile.parse(Array(try TestFile(path).bytes), file: path)
        #expect(members.count >= 2)
    }

    @Test("every fault is told with file, line and what to do")
    func allFaults() {
        let found = faults(
            """
            {"members": [
              {"name": "a b"},
              {"agentType": "x"},
              {"name": "ok", "modell": "opus"},
              {"name": "OK", "timeoutThreshold": "soon"},
              7
            ]}
            """)
        #expect(found.count == 6, "\(found)")
        #expect(found[0].hasPrefix("members.json:2:"))
        #expect(found[0].contains("blank at character 2"))
        #expect(found[1].hasPrefix("members.json:3:") && found[1].contains("missing key 'name'"))
        #expect(found[2].hasPrefix("members.json:4:") && found[2].contains("did you mean 'model'?"))
        #expect(
            found.contains { $0.hasPrefix("members.json:5:") && $0.contains("named twice, first at line 4") })
        #expect(found.contains { $0.hasPrefix("members.json:5:") && $0.contains("timeoutThreshold") })
        #expect(found[5].hasPrefix("members.json:6:") && found[5].contains("must be a mapping"))
    }

    @Test(
        "what is no list of members is refused",
        arguments: [
            "{}", "[]", #"{"members": []}"#, "7", "", #"{"members": {"name": "a"}}"#, "[{",
            #"[{"name": "a"},]]"#,
        ]
    )
    func noMembers(text: String) {
        #expect(!faults(text).isEmpty)
    }
}
