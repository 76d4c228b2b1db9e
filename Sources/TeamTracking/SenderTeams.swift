import TeamState

/// A team as the label of a pair names it, and which one it is, where that can be told.
struct PairTeam: Hashable, Sendable {
    let label: String
    let key: TeamKey?
}

/// Tells from which team a message came. Pure.
struct SenderTeams {
    /// By the text of their directory names.
    private var present: [String: [PairTeam]] = [:]
    private let former: Set<String>

    /// - Parameter former: directory names of teams that were there once.
    init(present: [(directory: String, team: PairTeam)], former: Set<String>) {
        for entry in present { self.present[entry.directory, default: []].append(entry.team) }
        self.former = former
    }

    /// One inbox, as the rules need it.
    struct Place {
        let team: PairTeam
        let directory: String
        let recipient: String
        /// Members, now or earlier.
        let members: Set<String>
    }

    /// Who wrote: the team, and the member's short name in it.
    ///
    /// `source_team` decides; else what follows the last `@`, where that is or was a team; else a member, `user` and the
    /// owner of the inbox are of the inbox's own team; else it cannot be told.
    func writer(
        _ sender: Inbox.SenderActivity?, into place: Place
    ) -> (team: PairTeam, name: String) {
        guard let sender else { return (Self.unknown, "") }
        let short = Member.shortName(ofAgentID: sender.from)
        let suffix = short == sender.from ? nil : String(sender.from.dropFirst(short.count + 1))
        if let source = sender.sourceTeam, !source.isEmpty {
            return (team(named: source, near: place), suffix == source ? short : sender.from)
        }
        if let suffix, present[suffix] != nil || former.contains(suffix) || suffix == place.directory {
            return (team(named: suffix, near: place), short)
        }
        let isOwn =
            place.members.contains(sender.from) || sender.from == "user" || sender.from == place.recipient
        return (isOwn ? place.team : Self.unknown, sender.from)
    }

    private static let unknown = PairTeam(label: PairLabels.unknown, key: nil)

    /// The inbox's own team where it bears the name, else one of the same root, else any, else the bare name.
    private func team(named name: String, near place: Place) -> PairTeam {
        if name == place.directory { return place.team }
        let candidates = present[name] ?? []
        return candidates.first { $0.key?.root == place.team.key?.root } ?? candidates.first
            ?? PairTeam(label: name, key: nil)
    }
}
