import TeamState
import Testing

@testable import TeamCensus

@Suite("Directories that teams share")
struct SharedDirectoriesTests {
    private func team(_ name: String, isLiving: Bool = true, _ directories: String?...) -> JudgedTeam {
        let members = directories.enumerated().map { index, path in
            Member(name: "m\(index)", workingDirectory: path.flatMap { WorkingDirectory($0) })
        }
        return JudgedTeam(
            team: Team(label: name, config: TeamConfig(members: members)),
            evidence: isLiving ? .alive : .dead, nowMs: 1_000_000, activeWindowMs: 1000)
    }

    private func shared(_ teams: JudgedTeam...) -> Int {
        CensusReport(
            teams: teams, residualDirectories: 0, roots: [], readErrors: [:], hasProcessTable: true
        ).sharedDirectories
    }

    @Test("each directory counts once, however many teams and members work in it")
    func countsDirectories() {
        #expect(shared(team("a", "/x", "/x", "/y"), team("b", "/x/", "/z"), team("c", "/x", "/z")) == 2)
    }

    @Test("members of one team may share a directory, and so may a team and one that lives no more")
    func nothingShared() {
        #expect(shared(team("a", "/x", "/x")) == 0)
        #expect(shared(team("a", "/x"), team("b", isLiving: false, "/x")) == 0)
        #expect(shared(team("a", "/x"), team("b", "/x/worktree")) == 0)
        #expect(shared(team("a", nil, "relative"), team("b", nil, "relative")) == 0)
    }
}
