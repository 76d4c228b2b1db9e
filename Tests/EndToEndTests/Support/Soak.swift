import Foundation
import TestSupport

/// How much of a long test runs: a sample in `make test`, all of it in `make soak`.
enum Soak {
    static var isOn: Bool { ProcessInfo.processInfo.environment["AGENT_TEAMS_EXPORTER_SOAK"] == "1" }

    static func choose<Value>(sample: Value, soak: Value) -> Value { isOn ? soak : sample }

    /// `TEST_SEED` when set, else a new one; a test prints the seed that it used.
    static var seed: UInt64 {
        let given = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap { UInt64($0) }
        return given ?? UInt64.random(in: 1...999_999)
    }

    /// Prints one line that `make soak` shows in its summary.
    static func report(_ text: String) { print("soak: \(text)") }
}
