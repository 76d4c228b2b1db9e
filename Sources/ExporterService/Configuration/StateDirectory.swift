/// Where counters and positions are kept between runs.
package enum StateDirectory {
    /// - Parameters:
    ///   - flag: what `--state.dir` says, `nil` when it was not given.
    ///   - environment: for `STATE_DIRECTORY` (systemd sets it, a list with colons), `XDG_STATE_HOME`.
    ///   - isRoot: whether the program runs as root, which has no state of its own at home.
    ///   - paths: how paths on the command line are meant.
    package static func resolve(
        flag: String?,
        environment: [String: String],
        isRoot: Bool,
        paths: PathResolution
    ) -> String {
        if let flag { return paths.absolute(flag) }
        if let first = environment["STATE_DIRECTORY"]?.split(separator: ":").first {
            return paths.absolute(String(first))
        }
        if isRoot { return "/var/lib/\(name)" }
        // The specification has relative values ignored.
        if let home = environment["XDG_STATE_HOME"], home.hasPrefix("/") { return "\(trimmed(home))/\(name)" }
        return "\(trimmed(paths.home))/.local/state/\(name)"
    }

    private static let name = "agent-teams-exporter"

    private static func trimmed(_ directory: String) -> Substring {
        var rest = directory[...]
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest
    }
}
