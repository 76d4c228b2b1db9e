import TeamState

@testable import TeamCensus

extension CensusReport {
    /// One root, which is read and holds nothing.
    static var none: CensusReport {
        CensusReport(
            teams: [], residualDirectories: 0, roots: [.readable], readErrors: [:], hasProcessTable: true)
    }
}
