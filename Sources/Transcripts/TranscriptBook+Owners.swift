import TeamTracking

/// Whose a transcript is.
extension TranscriptBook {
    /// How a lead is called whose config cannot be read.
    private static let usualLead = "team-lead"

    /// Nil while it cannot be told, which a later record or file may change.
    func owner(of file: TranscriptFile, _ teams: KnownTeams) -> TranscriptOwner? {
        if let tags = file.tags { return owner(tagged: tags, in: file.place?.session.root ?? "", teams) }
        guard let place = file.place else { return .nobody }
        guard place.isSubagent else { return lead(of: place.session, file.spawnedTeam, teams) }
        guard let parent = owner(ofSession: place.session, teams) else { return nil }
        if case .teammate(let name) = file.sidecar, !parent.team.isEmpty {
            return TranscriptOwner(team: parent.team, agent: name)
        }
        return parent
    }

    private func owner(ofSession session: TranscriptPlace.Session, _ teams: KnownTeams) -> TranscriptOwner? {
        guard let fileID = sessions[session], let file = files[fileID] else {
            return lead(of: session, nil, teams)
        }
        return owner(of: file, teams)
    }

    private func owner(tagged tags: AgentTags, in root: String, _ teams: KnownTeams) -> TranscriptOwner {
        let team = teams.team(named: tags.team, root: root)
        return TranscriptOwner(
            team: team?.label ?? tags.team, agent: tags.agent ?? team?.lead ?? Self.usualLead)
    }

    /// A session without tags leads the team that names it, else the team whose members it spawned.
    private func lead(
        of session: TranscriptPlace.Session, _ spawned: String?, _ teams: KnownTeams
    ) -> TranscriptOwner? {
        if let team = teams.team(ledBy: session.id) {
            return TranscriptOwner(team: team.label, agent: team.lead ?? Self.usualLead)
        }
        guard let spawned else { return nil }
        let team = teams.team(named: spawned, root: session.root)
        return TranscriptOwner(team: team?.label ?? spawned, agent: team?.lead ?? Self.usualLead)
    }
}
