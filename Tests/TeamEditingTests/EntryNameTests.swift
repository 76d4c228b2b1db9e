import Testing

@testable import TeamEditing

@Suite("names of teams and agents")
struct EntryNameTests {
    @Test("letters, digits, hyphens and underscores are taken", arguments: ["a", "my-team", "Team_7", "7up"])
    func good(name: String) throws {
        #expect(try EntryName(name, what: "the team name").text == name)
    }

    @Test(
        "anything else is refused with its place and what to write",
        arguments: [
            ("", "is empty; write a name"),
            (
                "my team",
                "holds a blank at character 3; use letters a to z, digits, - and _, such as 'my-team'"
            ),
            ("../up", "does not begin with a letter or a digit; put one before"),
            ("a/b", "holds a slash at character 2; use letters a to z, digits, - and _, such as 'a-b'"),
            (
                "x\u{0}",
                "holds a control character at character 2; use letters a to z, digits, - and _, such as 'x'"
            ),
            ("-x", "does not begin with a letter or a digit; put one before"),
            ("a開発", "holds '開' at character 2; use letters a to z, digits, - and _, such as 'a'"),
            (String(repeating: "a", count: 65), "is longer than 64 characters; shorten it"),
        ]
    )
    func bad(name: String, fault: String) {
        #expect(EntryName.fault(in: name) == fault)
        #expect(throws: TeamEditingError.badName(what: "the team name", name: name, fault: fault)) {
            try EntryName(name, what: "the team name")
        }
    }
}
