import CResidentPages
import Synchronization

/// Gives back the memory that only the start needed.
///
/// A start runs through much code once: arguments, configuration, rules, tables of types. Its pages would count as ours
/// for as long as the program runs; let go of once, after the first scrape, only those come back that serving needs.
final class ResidentPages: Sendable {
    private let isReleased = Atomic(false)

    /// The first call lets go of them, the others do nothing.
    func releaseOnce() {
        guard !isReleased.exchange(true, ordering: .relaxed) else { return }
        agent_teams_release_program_pages()
    }
}
