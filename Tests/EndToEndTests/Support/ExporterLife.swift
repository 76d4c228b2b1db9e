import TestSupport

/// One daemon's whole life: ended in every way and started again on the same port, over the same state.
final class ExporterLife {
    let place: TemporaryDirectory
    let port: UInt16
    private let arguments: [String]
    private let launcher: [String]
    private(set) var exporter: Exporter

    /// Starts `serve` with a configuration file of this text, kept in `place`, and waits until it is ready.
    init(
        configuration: String, launchedBy launcher: [String] = [], _ arguments: [String] = [],
        in place: TemporaryDirectory
    ) throws {
        let file = try place.write(configuration, to: "exporter.yml")
        self.place = place
        self.launcher = launcher
        self.arguments = ["--config.file=\(file)"] + arguments
        port = try FreePort.find()
        exporter = try Exporter(launchedBy: launcher, self.arguments, port: port, in: place)
        try exporter.waitUntilAnswering("/-/healthy")
    }

    /// Starts it again after its end.
    ///
    /// - Parameter isWaiting: whether to wait until it answers.
    func start(isWaiting: Bool = true) throws {
        exporter = try Exporter(launchedBy: launcher, arguments, port: port, in: place)
        if isWaiting { try exporter.waitUntilAnswering("/-/healthy") }
    }

    /// Ends it as a power cut would.
    func kill() {
        exporter.process.kill()
    }

    /// Asks it to stop, as a service manager does; answers the exit status.
    @discardableResult
    func stop() -> Int32? {
        exporter.terminate()
    }

    func restart() throws {
        stop()
        try start()
    }
}
