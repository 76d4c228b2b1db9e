import Foundation
import TestSupport

/// The binary under test, which `make test` builds and names in `AGENT_TEAMS_EXPORTER_BINARY`.
enum ReleaseBinary {
    static var path: String { ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_BINARY"] ?? "" }
    static var isGiven: Bool { !path.isEmpty }

    /// What a program started by a test sees: its own home and state directory, and nothing of the user's settings.
    static func environment(home: String) -> [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return [
            "PATH": path, "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "TZ": "UTC",
            "STATE_DIRECTORY": "\(home)/state",
        ]
    }

    /// Runs a command to its end, in `place`, which is also its home.
    static func run(
        _ arguments: [String], in place: TemporaryDirectory, input: String? = nil,
        within deadline: Duration = .seconds(60)
    ) throws -> ChildProcess.Result {
        try ChildProcess.run(
            path, arguments, environment: environment(home: place.path), directory: place.path, input: input,
            within: deadline)
    }
}

/// The programs we compare with, which `make test-tools` fetches and `make test` names in
/// `AGENT_TEAMS_EXPORTER_TOOLS`.
enum Tools {
    static var root: String { ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_TOOLS"] ?? "" }
    static var python: String { "\(root)/python" }

    static func path(_ program: String) -> String { "\(root)/bin/\(program)" }
}
