import FoundationEssentials
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Lets Prometheus find this exporter, and all that leave their addresses in the same directory.
final class Discovery: DaemonPart {
    private let directory: TargetDirectory?
    private let fileName: String
    private let path: String
    private let isEncrypted: Bool
    private let logger: Logger
    private let places = Mutex<[(host: String, port: Int)]>([])

    init(_ options: ServeOptions, isEncrypted: Bool, logger: Logger) {
        directory = options.discoveryDirectory.map(TargetDirectory.init)
        fileName = TargetDirectory.name(stateDirectory: options.stateDirectory)
        path = options.telemetryPath
        self.isEncrypted = isEncrypted
        self.logger = logger
    }

    func start() {}

    /// Takes the address back; after a kill it stays, so that Prometheus tells that the exporter is down.
    func stop() {
        guard let directory, !places.withLock(\.isEmpty) else { return }
        do {
            try directory.remove(fileName)
        } catch {
            logger.warning("the address stays in the discovery directory", metadata: ["reason": "\(error)"])
        }
    }

    /// Sockets in the file system are for a proxy on this machine: Prometheus cannot ask there.
    func isListening(on addresses: [SocketAddress]) {
        let found = addresses.compactMap { address in
            address.port.flatMap { port in address.ipAddress.map { (host: $0, port: port) } }
        }
        places.withLock { $0 = found }
        guard let directory, !found.isEmpty else { return }
        do {
            try directory.write(group(askedAs: nil, found), as: fileName)
        } catch {
            logger.error(
                "cannot leave the address in the discovery directory; make it, and let this user write there",
                metadata: ["directory": "\(directory.path)", "reason": "\(error)"])
        }
    }

    /// `/sd`: what the directory says, or this exporter alone.
    func endpoint(threads: NIOThreadPool) -> Endpoint {
        Endpoint("/sd") { request, eventLoop in
            let host = request.header("Host").flatMap(HostName.init)
            return threads.runIfActive(eventLoop: eventLoop) {
                var response = HTTPResponse(
                    .ok, body: ByteBuffer(bytes: try TargetGroup.document(self.groups(askedAs: host))))
                response.headers.add(name: "Content-Type", value: "application/json")
                response.headers.add(name: "X-Content-Type-Options", value: "nosniff")
                return response
            }
        }
    }

    private func groups(askedAs host: HostName?) -> [TargetGroup] {
        let left = directory?.groups() ?? []
        return left.isEmpty ? [group(askedAs: host, places.withLock(\.self))] : left
    }

    /// An address that stands for all of the machine's is told by the name we were asked under, or by the machine's own.
    private func group(askedAs host: HostName?, _ places: [(host: String, port: Int)]) -> TargetGroup {
        let named = places.map { place in
            ["0.0.0.0", "::"].contains(place.host)
                ? (host: host?.text ?? HostName.ofThisMachine, port: place.port) : place
        }
        return TargetGroup(named, isEncrypted: isEncrypted, path: path)
    }
}
