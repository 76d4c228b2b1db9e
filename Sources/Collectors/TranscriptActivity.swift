package import TeamCensus
import TeamState
package import TeamTracking
import Transcripts

extension CensusReport {
    /// The teams as readers of transcripts need to know them; one whose place is unknown is left out.
    ///
    /// - Parameter wanted: places of teams that count as living though they do not.
    func knownTeams(wanted: Set<Int> = []) -> KnownTeams {
        KnownTeams(
            teams.enumerated().compactMap { index, judged in
                guard rootPaths.indices.contains(judged.team.rootIndex) else { return nil }
                return KnownTeams.Entry(
                    judged.team, root: rootPaths[judged.team.rootIndex],
                    isLiving: judged.status == .active || wanted.contains(index))
            })
    }

    /// When agents were last heard of in transcripts, from one glance at these, which reads some megabytes at most.
    ///
    /// - Parameter wanted: the place of a team that is asked about though it may not live.
    package func transcriptActivity(wanted: Int? = nil) -> [TeamKey: [String: Int64]] {
        let teams = knownTeams(wanted: wanted.map { [$0] } ?? [])
        var glance = TranscriptGlance(roots: rootPaths, teams: teams)
        return glance.activity(nowMs: takenAtMs)
    }
}
