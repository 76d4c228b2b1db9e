import ServiceLifecycle
import UnixSignals

/// The signals that the daemon obeys. Trap them before anything is made that a sudden end would leave behind.
package struct DaemonSignals: Sendable {
    /// Each element asks for the end.
    let ends: any AsyncSequence<UnixSignal, Never> & Sendable
    /// Each element asks for a reload.
    let hangups: any AsyncSequence<UnixSignal, Never> & Sendable

    init(
        ends: any AsyncSequence<UnixSignal, Never> & Sendable,
        hangups: any AsyncSequence<UnixSignal, Never> & Sendable
    ) {
        self.ends = ends
        self.hangups = hangups
    }

    /// Takes SIGTERM, SIGINT and SIGHUP from now on; those that come before the daemon runs are kept for it.
    package static func trap() async -> DaemonSignals {
        DaemonSignals(
            ends: await UnixSignalsSequence(trapping: .sigterm, .sigint),
            hangups: await UnixSignalsSequence(trapping: .sighup)
        )
    }
}

/// Returns with the first signal that asks for the end; the group then shuts down in good order.
struct EndOnSignal: Service {
    let signals: DaemonSignals

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in signals.ends { return }
        }
    }
}
