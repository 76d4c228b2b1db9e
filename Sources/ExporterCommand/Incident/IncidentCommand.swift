import ArgumentParser

/// `incident`: reports of incidents.
struct IncidentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident", abstract: "Write reports of incidents.",
        subcommands: [IncidentNewCommand.self])
}
