/// What keeps the daemon from starting. Every case names the thing, the fault and the next step.
package enum ServiceError: Error, Equatable {
    case badListenAddress(String)
    case cannotListen(address: String, reason: String)
    case cannotRead(path: String, reason: String, whatItIs: String)
    case cannotFetch(url: String, reason: String)
    case cannotStart(what: String, reason: String)
    /// The message is the store's own, which knows who holds the directory.
    case stateDirectoryInUse(message: String)

    package var message: String {
        switch self {
        case .badListenAddress(let text):
            "cannot listen on '\(text)': not an address; write host:port, such as 127.0.0.1:9765 or [::1]:9765, or unix:/path"
        case .cannotListen(let address, let reason):
            "cannot listen on \(address): \(reason); choose another with --web.listen-address"
        case .cannotRead(let path, let reason, let whatItIs):
            "cannot read the \(whatItIs) \(path): \(reason); check the path and its permissions"
        case .cannotFetch(let url, let reason):
            "cannot fetch \(url): \(reason)"
        case .cannotStart(let what, let reason):
            "cannot start \(what): \(reason)"
        case .stateDirectoryInUse(let message): message
        }
    }
}
