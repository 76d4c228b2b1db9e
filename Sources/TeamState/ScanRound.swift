/// One pass over the roots.
struct ScanRound {
    /// Every this many scans a team is looked at by stat, whatever the watch says: heals events that never came.
    private static let verificationInterval = 16

    /// True for the passes that look again at half-written files only.
    var isRetry: Bool
    var nowMs: Int64
    /// Number of the scan, from 0.
    var scan: Int
    /// Nil where changes are found by stat alone.
    var watch: FolderWatch?

    /// Spreads the verification over the teams, so that no scan pays for all.
    func isVerificationDue(atPosition position: Int) -> Bool {
        (position + scan) % Self.verificationInterval == 0
    }
}
