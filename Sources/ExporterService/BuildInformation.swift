import CBuildInformation

/// What this binary is: the values of `agent_teams_exporter_build_info` and of `--version`.
package enum BuildInformation {
    /// Semantic version; the changelog has an entry for each.
    package static let version = "0.1.0"

    /// The commit the binary was built from, 40 hex digits, or `unknown`.
    // The C function returns a string literal, which lives as long as the program.
    package static let revision = unsafe String(cString: agent_teams_exporter_revision())

    /// The compiler's language version, as far as conditional compilation can tell it.
    package static var swiftVersion: String {
        #if compiler(>=6.4)
            "6.4 or later"
        #elseif compiler(>=6.3)
            "6.3"
        #else
            "6.2"
        #endif
    }

    package static let operatingSystem = "linux"

    package static var architecture: String {
        #if arch(x86_64)
            "amd64"
        #elseif arch(arm64)
            "arm64"
        #else
            "other"
        #endif
    }
}
