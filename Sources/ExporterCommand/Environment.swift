import Glibc

/// The process' environment.
enum Environment {
    /// Read once, before any thread could change it.
    static let variables: [String: String] = {
        var variables: [String: String] = [:]
        // `environ` is a null-terminated array of C strings that live as long as the process.
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe entry += 1
        }
        return variables
    }()
}
