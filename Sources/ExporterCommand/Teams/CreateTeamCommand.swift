import ArgumentParser
import Collectors
import ExporterService
import TeamEditing
import YAMLReading

/// `create-team`: makes a team on disk.
struct CreateTeamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-team",
        abstract: "Create a team: its config.json, empty inboxes and an empty task list.",
        discussion: """
            Members come from a file: {"members": [{"name": "coder", "agentType": "general-purpose", "model": "haiku"}]},
            the list alone, or the config.json of another team. Without one the team has a lead alone. Starts no agent.
            EXAMPLE: \(Terminal.programName) create-team my-team --description "My team" --members members.json
            """
    )

    @Argument(help: "Its name: letters, digits, - and _.")
    var name: String

    @Option(name: .shortAndLong, help: "What the team is for.")
    var description: String

    @Option(
        name: .shortAndLong, help: ArgumentHelp("File of the members, JSON or YAML.", valueName: "file"))
    var members: String?

    @Option(
        name: [.customShort("t"), .customLong("agent-type")],
        help: "Type of members for whom the file names none.")
    var agentType = "general-purpose"

    @OptionGroup var configurationOptions: ConfigurationOptions

    func run() throws {
        do {
            let draft = try draft()
            let root = try configurationOptions.load().teams.roots[0]
            guard FileReading.exists(root) else {
                throw CommandFailure(
                    .wrongUse, "there is no \(root); name the right directory with --teams.root")
            }
            try TeamCreation(root: root).create(
                draft, nowMs: TeamsCollector.systemNowMs(),
                directory: ConfigurationLoading.commandLinePaths.base)
            Terminal.print("created team '\(name)' in \(root): \(Self.listing(draft))")
            for hint in Self.hints(on: draft) {
                Terminal.printError("\(Terminal.programName): note: \(hint)")
            }
        } catch let error as TeamEditingError {
            throw error.failure
        }
    }

    private func draft() throws -> TeamDraft {
        let name = try EntryName(name, what: "the team name")
        var drafted: [DraftMember] = []
        if let members {
            do {
                let path = ConfigurationLoading.commandLinePaths.absolute(members)
                let bytes = try FileReading.bytes(of: path, whatItIs: "members file")
                drafted = try MembersFile.parse(bytes, file: members)
            } catch let error as ServiceError {
                throw CommandFailure(.wrongUse, error.message)
            }
        }
        return try TeamDraft(name: name, description: description, members: drafted, agentType: agentType)
    }

    static func listing(_ draft: TeamDraft) -> String {
        let names = draft.members.map(\.name.text)
        let rest = names.dropFirst()
        return rest.isEmpty ? "lead \(names[0])" : "lead \(names[0]), members \(rest.joined(separator: ", "))"
    }

    /// What of the file has no place in a team.
    static func hints(on draft: TeamDraft) -> [String] {
        draft.members.contains { $0.timeoutSeconds != nil }
            ? ["config.json has no place for timeoutThreshold, so it is not kept"] : []
    }
}

extension TeamEditingError {
    /// Ends the command with every fault shown.
    var failure: CommandFailure {
        switch self {
        case .badMembers(let diagnostics, let source):
            CommandFailure(.wrongUse, lines: diagnostics.map { $0.rendered(source: source) })
        case .system, .backupFailed: CommandFailure(.internalFailure, message)
        case .badName, .teamExists, .caseCollision, .tasksLeft, .noTeam, .otherFileSystem, .tooDeep:
            CommandFailure(.wrongUse, message)
        }
    }
}
