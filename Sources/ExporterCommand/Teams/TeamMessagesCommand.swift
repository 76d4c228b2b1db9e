import ArgumentParser
import Operations
import TeamCensus
import TeamState

/// `team-messages`: who wrote to whom, and what was read.
struct TeamMessagesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "team-messages",
        abstract: "List the messages of one team: sender, recipient, class, time, read or not, size.",
        discussion: """
            Texts are shown with --text alone: they may hold anything that people and agents tell each other.
            Ends with 1 when an inbox cannot be read.
            EXAMPLE: \(Terminal.programName) team-messages my-team --limit 20
            """
    )

    @Argument(help: "The team, as 'list-teams' calls it.")
    var team: String

    @Option(name: .shortAndLong, help: "How many of the newest to list; 0 lists all.")
    var limit = 10

    @Option(help: ArgumentHelp("List the messages to one agent.", valueName: "agent"))
    var to: String?

    @Flag(help: "Show what the messages say.")
    var text = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var configurationOptions: ConfigurationOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is not possible; 0 lists all") }
    }

    func run() throws {
        let look = try TeamLook(configurationOptions)
        let index = try look.index(of: team)
        let messages = look.reader(ofTeam: index, keepsTexts: text).messages()
        let listing = MessageListing(
            messages, team: look.report.teams[index].team.label, limit: limit == 0 ? nil : limit,
            recipient: to)
        Terminal.print(json ? try ReportJSON.text(listing) : MessageText.text(listing))
        for recipient in listing.unreadableInboxes {
            Terminal.printError(
                "\(Terminal.programName): warning: the inbox of '\(TeamTable.printable(recipient))' cannot be read; "
                    + "look at its file")
        }
        if !listing.unreadableInboxes.isEmpty { throw CommandFailure(.finding, lines: []) }
    }
}

/// The answer to `team-messages` for people.
enum MessageText {
    static func text(_ listing: MessageListing) -> String {
        guard !listing.messages.isEmpty else { return "no messages" }
        let rows = listing.messages.map(row)
        let lines = Terminal.table([["SENT", "FROM", "TO", "CLASS", "READ", "BYTES"]] + rows)
            .split(separator: "\n").map(String.init)
        // The first line is the heading; the texts stand under their messages.
        let texts = [nil] + listing.messages.map(\.text)
        let body = zip(lines, texts).map { line, text in line + "\n" + (text.map(indented) ?? "") }.joined()
        let unread = listing.unread == 0 ? "" : ", \(listing.unread) unread"
        return body + "\(listing.messages.count) of \(listing.total) messages\(unread)\n"
    }

    private static func row(_ message: MessageListing.Entry) -> [String] {
        let team = message.fromTeam.map { " (\(TeamTable.printable($0)))" } ?? ""
        return [
            message.sentAt ?? "-", (message.from.map(TeamTable.printable) ?? "-") + team,
            TeamTable.printable(message.to), message.class, message.read ? "yes" : "no",
            "\(message.sizeBytes)",
        ]
    }

    /// Control characters are made harmless: a message must not move the cursor.
    private static func indented(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { "    \(TeamTable.printable(String($0)))\n" }.joined()
    }
}
