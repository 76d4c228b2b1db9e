import Testing

@testable import ExporterService

@Suite("state directory")
struct StateDirectoryTests {
    struct Case: Sendable {
        var flag: String?
        var environment: [String: String] = [:]
        var isRoot = false
        let expected: String
    }

    private static let everything = [
        "STATE_DIRECTORY": "/run/a:/run/b", "XDG_STATE_HOME": "/xdg", "HOME": "/home/ann",
    ]

    @Test(
        "the flag wins, then what systemd names, then root's place, then the user's",
        arguments: [
            Case(flag: "/given", environment: everything, isRoot: true, expected: "/given"),
            Case(flag: "state", environment: everything, expected: "/srv/state"),
            Case(flag: "~/state", expected: "/home/ann/state"),
            Case(environment: everything, isRoot: true, expected: "/run/a"),
            Case(environment: ["STATE_DIRECTORY": "/run/a"], expected: "/run/a"),
            Case(
                environment: ["STATE_DIRECTORY": ""], isRoot: true, expected: "/var/lib/agent-teams-exporter"),
            Case(
                environment: ["XDG_STATE_HOME": "/xdg"], isRoot: true,
                expected: "/var/lib/agent-teams-exporter"),
            Case(environment: ["XDG_STATE_HOME": "/xdg/"], expected: "/xdg/agent-teams-exporter"),
            Case(
                environment: ["XDG_STATE_HOME": "relative"],
                expected: "/home/ann/.local/state/agent-teams-exporter"),
            Case(
                environment: ["XDG_STATE_HOME": ""], expected: "/home/ann/.local/state/agent-teams-exporter"),
            Case(expected: "/home/ann/.local/state/agent-teams-exporter"),
        ]
    )
    func order(row: Case) {
        let directory = StateDirectory.resolve(
            flag: row.flag, environment: row.environment, isRoot: row.isRoot,
            paths: PathResolution(home: "/home/ann", base: "/srv"))
        #expect(directory == row.expected)
    }

    @Test("without a home it is below the root directory")
    func homeless() {
        let paths = PathResolution.current(environment: [:])
        let directory = StateDirectory.resolve(flag: nil, environment: [:], isRoot: false, paths: paths)
        #expect(directory == "/.local/state/agent-teams-exporter")
    }
}
