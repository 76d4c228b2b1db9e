/// Why the queue on disk does not do what it should.
package enum RemoteWriteError: Error, Equatable {
    case cannotOpen(path: String, reason: String)
    case cannotWrite(path: String, reason: String)
    case cannotRead(path: String, reason: String)

    package var message: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "cannot use \(path) for the queue of remote write: \(reason); check its permissions"
        case .cannotWrite(let path, let reason):
            "cannot write \(path): \(reason); check the space and the permissions of the state directory"
        case .cannotRead(let path, let reason):
            "cannot read \(path): \(reason); what it held is given up"
        }
    }
}
