import Synchronization

/// What is known of a request before it is answered.
package struct Visit: Sendable {
    package let path: String
    package let credentials: PresentedCredentials
    /// The client's address or network; only compared.
    package let client: String

    package init(path: String, credentials: PresentedCredentials, client: String) {
        self.path = path
        self.credentials = credentials
        self.client = client
    }
}

/// What becomes of a request at the door.
package enum Verdict: Sendable, Equatable {
    /// Nobody was asked who he is.
    case open
    case granted(name: String)
    /// No credentials, or a header that holds none.
    case missing
    case wrong
    /// Known, but not for this part of the program.
    case forbidden(name: String)
    /// Failed too often; comes back after this long.
    case backedOff(Duration)
    case rateLimited(Duration)
    /// Too many checks are waiting already.
    case busy

    /// As a metric label, out of a closed set.
    package var label: String {
        switch self {
        case .open: "open"
        case .granted: "granted"
        case .missing: "missing"
        case .wrong: "wrong"
        case .forbidden: "forbidden"
        case .backedOff: "backed_off"
        case .rateLimited: "rate_limited"
        case .busy: "busy"
        }
    }

    package static let labels = [
        "open", "granted", "missing", "wrong", "forbidden", "backed_off", "rate_limited", "busy",
    ]
}

/// Decides who comes in: rate limit first, then who it is, then what he may see.
///
/// `look` never blocks. What it cannot decide goes to `judge`, which may take tens of milliseconds and more, so it
/// belongs on a thread of its own.
package final class Doorkeeper: Sendable {
    package enum FirstLook: Sendable {
        case decided(Verdict)
        case undecided(Claim)
    }

    /// Credentials that only bcrypt can judge.
    package struct Claim: Sendable {
        fileprivate let visit: Visit
        fileprivate let subject: FailureBook.Subject
        fileprivate let question: CredentialBook.Question
    }

    private struct State {
        var bucket: TokenBucket?
        var verdicts = VerdictCache()
        var failures: FailureBook
        /// Claims that wait for `judge`, by client.
        var waiting: [String: Int] = [:]
    }

    /// Claims that may wait at a time, of all clients and of one: a flood of wrong passwords keeps no other client out.
    static let (maxWaiting, maxWaitingOfOne) = (32, 4)

    private let configuration: WebConfiguration
    private let metricsPath: String
    private let book: CredentialBook
    private let bcrypt = Bcrypt()
    private let state: Mutex<State>

    package init(
        _ configuration: WebConfiguration, metricsPath: String, now: ContinuousClock.Instant = .now
    ) {
        self.configuration = configuration
        self.metricsPath = metricsPath
        book = CredentialBook(configuration)
        state = Mutex(
            State(
                bucket: configuration.rateLimit.map { TokenBucket($0, now: now) },
                failures: FailureBook(configuration.backOff)))
    }

    /// Decides what can be decided at once. A claim that is not must be handed to `judge`.
    package func look(at visit: Visit, now: ContinuousClock.Instant = .now) -> FirstLook {
        if let wait = state.withLock({ $0.bucket?.take(now: now) }) { return .decided(.rateLimited(wait)) }
        guard configuration.asksForCredentials, requirement(for: visit) != .open else {
            return .decided(.open)
        }
        switch book.answer(to: visit.credentials) {
        case .known(let name): return .decided(admission(of: name, visit))
        case .unknown: return .decided(refusal(of: visit))
        case .open(let question): return look(at: visit, question, now: now)
        }
    }

    /// Runs bcrypt. Blocks, also for the claims before it.
    package func judge(_ claim: Claim, now: ContinuousClock.Instant = .now) -> Verdict {
        let question = claim.question
        let verdict = state.withLock { $0.verdicts.verdict(for: question.key) } ?? proven(question)
        return state.withLock { state in
            state.verdicts.remember(verdict, for: question.key)
            let waiting = state.waiting[claim.visit.client, default: 1] - 1
            state.waiting[claim.visit.client] = waiting > 0 ? waiting : nil
            return settle(claim, verdict, &state, now: now)
        }
    }

    /// Every hash is tried, so that the time does not tell which one fits.
    private func proven(_ question: CredentialBook.Question) -> VerdictCache.Verdict {
        let matches = question.hashes.filter { bcrypt.matches(question.secret, $0.hash) }
        guard let match = matches.first, !question.isDummy else { return .wrong }
        return .belongs(to: match.name)
    }

    private func look(
        at visit: Visit, _ question: CredentialBook.Question, now: ContinuousClock.Instant
    ) -> FirstLook {
        let claim = Claim(visit: visit, subject: subject(of: visit), question: question)
        return state.withLock { state in
            if let wait = state.failures.wait(of: claim.subject, now: now) {
                return .decided(.backedOff(wait))
            }
            if let verdict = state.verdicts.verdict(for: question.key) {
                return .decided(settle(claim, verdict, &state, now: now))
            }
            let isFull = state.waiting.values.reduce(0, +) >= Self.maxWaiting
            guard !isFull, state.waiting[visit.client, default: 0] < Self.maxWaitingOfOne else {
                return .decided(.busy)
            }
            state.waiting[visit.client, default: 0] += 1
            return .undecided(claim)
        }
    }

    private func settle(
        _ claim: Claim, _ verdict: VerdictCache.Verdict, _ state: inout State, now: ContinuousClock.Instant
    ) -> Verdict {
        guard case .belongs(let name) = verdict else {
            state.failures.failed(claim.subject, now: now)
            return .wrong
        }
        state.failures.succeeded(claim.subject)
        return admission(of: name, claim.visit)
    }

    private func refusal(of visit: Visit) -> Verdict {
        // A wrong token that is kept as SHA-256 costs nothing to refuse, and nobody guesses 256 bits: no back-off.
        if case .bearer = visit.credentials { return .wrong }
        return .missing
    }

    private func admission(of name: String, _ visit: Visit) -> Verdict {
        if case .only(let names) = requirement(for: visit), !names.contains(name) {
            return .forbidden(name: name)
        }
        return .granted(name: name)
    }

    private func requirement(for visit: Visit) -> AccessRules.Requirement {
        configuration.access[AccessRules.area(of: visit.path, metrics: metricsPath)]
    }

    private func subject(of visit: Visit) -> FailureBook.Subject {
        guard case .basic(let user, _) = visit.credentials else {
            return FailureBook.Subject(client: visit.client, name: "")
        }
        // A name that nobody has is cut, for it comes from a stranger and is kept.
        return FailureBook.Subject(client: visit.client, name: String(user.prefix(64)))
    }
}
