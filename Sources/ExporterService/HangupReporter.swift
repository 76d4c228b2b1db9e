import Logging
import ServiceLifecycle
import UnixSignals

/// Takes SIGHUP, which would end the program otherwise: a closed terminal is no reason to stop watching.
struct HangupReporter: Service {
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            logger.warning(
                "SIGHUP received; the configuration is read at the start only: restart to apply changes")
        }
    }
}
