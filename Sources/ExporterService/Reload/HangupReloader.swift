import ServiceLifecycle

/// Reloads on SIGHUP; a closed terminal, which sends it too, is no reason to stop watching.
struct HangupReloader: Service {
    let signals: DaemonSignals
    let reloader: Reloader

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Not waited for, so that signals that come during a reload share the next one; it tells its outcome itself.
            for await _ in signals.hangups { _ = reloader.reload() }
        }
    }
}
