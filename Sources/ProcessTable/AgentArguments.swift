/// What a teammate's command line says of it.
struct AgentArguments: Equatable {
    /// Names are bytes: they must equal a directory's name, whatever its encoding.
    var agent: [UInt8]
    var team: [UInt8]
    var parentSessionID: [UInt8]?

    /// Programs that carry other programs' arguments: their own command lines name agents without being one.
    private static let carriers: Set<String> = [
        "sh", "bash", "dash", "zsh", "fish", "ksh", "ash", "csh", "tcsh", "busybox", "tmux", "screen", "env",
        "ssh",
        "sudo", "su", "vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "code", "less",
        "more",
        "grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack", "pgrep", "pkill", "ps", "watch", "man",
    ]
    private static let flagPrefix = Array("--agent-id".utf8)
    private static let swarmPrefix = Array("claude-swarm-".utf8)

    /// - Parameter commandLine: the content of `/proc/<pid>/cmdline`: arguments, each closed by NUL.
    /// - Returns: nil when this is no teammate.
    ///
    /// The flag must be an argument of its own, so that a shell whose one long argument holds a whole command, or a
    /// file name in an editor, does not count. A program that overwrote its title leaves one string, which is split
    /// at blanks. Of a repeated flag the first counts; `--agent-name` and `--team-name` win over the id's two halves.
    init?(commandLine: Span<UInt8>) {
        guard Self.mayHoldFlag(commandLine) else { return nil }
        let arguments = Self.split(commandLine)
        guard !arguments.prefix(2).contains(where: Self.isCarrier),
            let id = Self.value(of: "--agent-id", in: arguments)
        else { return nil }
        let at = id.lastIndex(of: UInt8(ascii: "@"))
        let agent = Self.value(of: "--agent-name", in: arguments) ?? Array(at.map { id[..<$0] } ?? id[...])
        let team = Self.value(of: "--team-name", in: arguments) ?? at.map { Array(id[($0 + 1)...]) } ?? []
        guard !agent.isEmpty, !team.isEmpty else { return nil }
        self.init(
            agent: agent, team: team, parentSessionID: Self.value(of: "--parent-session-id", in: arguments))
    }

    init(agent: [UInt8], team: [UInt8], parentSessionID: [UInt8]? = nil) {
        self.agent = agent
        self.team = team
        self.parentSessionID = parentSessionID
    }

    /// The same for all command lines that name the same member of a team.
    var mark: UInt64 {
        var mark = StableMark()
        for byte in team { mark.add(UInt64(byte)) }
        // No byte has this value, so that the two names cannot run into each other.
        mark.add(256)
        for byte in agent { mark.add(UInt64(byte)) }
        return mark.value
    }

    /// The pid of the lead for whose panes this tmux server was started (`tmux -L claude-swarm-<pid>`).
    static func swarmLead(ofServer commandLine: Span<UInt8>) -> Int32? {
        let socket = value(of: "-L", in: split(commandLine))
        guard let socket, socket.starts(with: swarmPrefix) else { return nil }
        return Int32(String(decoding: socket.dropFirst(swarmPrefix.count), as: UTF8.self))
    }

    /// Cheap test before the dear one: nearly every process fails here, and nothing is allocated for it.
    private static func mayHoldFlag(_ text: Span<UInt8>) -> Bool {
        let wanted = flagPrefix.span
        guard text.count > wanted.count else { return false }
        var start = 0
        while start <= text.count - wanted.count {
            var matched = 0
            while matched < wanted.count, text[start + matched] == wanted[matched] { matched += 1 }
            if matched == wanted.count { return true }
            start += 1
        }
        return false
    }

    private static func split(_ commandLine: Span<UInt8>) -> [[UInt8]] {
        var bytes = [UInt8](capacity: commandLine.count) { output in
            for index in commandLine.indices { output.append(commandLine[index]) }
        }
        while bytes.last == 0 { bytes.removeLast() }
        let arguments = bytes.split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
        guard arguments.count == 1 else { return arguments }
        return bytes.split(separator: UInt8(ascii: " ")).map(Array.init)
    }

    /// - Returns: nil when the flag is missing, or its value is missing, empty or itself a flag.
    private static func value(of flag: String, in arguments: [[UInt8]]) -> [UInt8]? {
        let name = Array(flag.utf8)
        let joined = name + [UInt8(ascii: "=")]
        for (index, argument) in arguments.enumerated() {
            var value: [UInt8]
            if argument == name {
                value = index + 1 < arguments.count ? arguments[index + 1] : []
                if value.starts(with: Array("--".utf8)) { value = [] }
            } else if argument.starts(with: joined) {
                value = Array(argument.dropFirst(joined.count))
            } else {
                continue
            }
            return value.isEmpty ? nil : value
        }
        return nil
    }

    /// Whether this is the command line of a program that carries other programs' arguments.
    static func isOfCarrier(commandLine: [UInt8]) -> Bool {
        commandLine.split(separator: 0, maxSplits: 2).prefix(2).contains { isCarrier(Array($0)) }
    }

    /// Compares the last component of a program's path; a login shell has a `-` before its name.
    private static func isCarrier(_ argument: [UInt8]) -> Bool {
        let name = argument.split(separator: UInt8(ascii: "/")).last ?? []
        let bare = name.first == UInt8(ascii: "-") ? name.dropFirst() : name
        return carriers.contains(String(decoding: bare, as: UTF8.self))
    }
}
