import FoundationEssentials
import Testing

@testable import WebAccess

@Suite("Doorkeeper")
struct DoorkeeperTests {
    /// Of "correct horse" and of "scrape me", at the least cost.
    private static let file = """
        basic_auth_users:
          alice: $2y$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e
          prometheus: $2b$04$ABCDEFGHIJKLMNOPQRSTUuHdQzCjR.02fEV8mIYWSsPeSkO3wAj7K
        bearer_tokens:
          robot: b780ec04f0ac941421b556e74f31ff207f799c4ad119ea0178a81054b373b34b
          grafana: $2y$04$abcdefghijklmnopqrstuufkNORfB3LIN/q4UguldlgLwIAfO23eG
        login_back_off: {after: 3, first: 2s, longest: 5s}
        """
    private let start = ContinuousClock.now

    private func keeper(_ more: String = "", file: String = file) throws -> Doorkeeper {
        let configuration = try WebConfigurationFile.parse(Array((file + "\n" + more).utf8), file: "w") { $0 }
        return Doorkeeper(configuration, metricsPath: "/metrics", now: start)
    }

    private func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    private func visit(_ path: String, _ authorization: String?, client: String = "10.0.0.1") -> Visit {
        Visit(
            path: path, credentials: PresentedCredentials(authorization: authorization.map { [$0] } ?? []),
            client: client)
    }

    /// The verdict, and whether bcrypt was needed for it.
    private func verdict(
        _ keeper: Doorkeeper, _ visit: Visit, after seconds: Double = 0
    ) -> (Verdict, isSlow: Bool) {
        let now = start + .seconds(seconds)
        switch keeper.look(at: visit, now: now) {
        case .decided(let verdict): return (verdict, false)
        case .undecided(let claim): return (keeper.judge(claim, now: now), true)
        }
    }

    @Test("without users and tokens everything is open")
    func open() throws {
        let keeper = try keeper(file: "")
        for path in ["/", "/metrics", "/-/reload", "/../etc/passwd"] {
            #expect(verdict(keeper, visit(path, nil)) == (.open, false))
        }
    }

    @Test("right passwords are let in, wrong ones, unknown users and no credentials are not")
    func judges() throws {
        let keeper = try keeper()
        let cases: [(String?, Verdict)] = [
            (basic("alice", "correct horse"), .granted(name: "alice")),
            (basic("prometheus", "scrape me"), .granted(name: "prometheus")),
            (basic("alice", "scrape me"), .wrong), (basic("alice", ""), .wrong),
            (basic("alice", "correct horse\u{0}x"), .wrong), (basic("", "correct horse"), .wrong),
            (basic("nobody", "correct horse"), .wrong), (nil, .missing), ("Basic", .missing),
            ("Basic !!!", .missing), ("Digest x", .missing),
            ("Basic " + Data("alice".utf8).base64EncodedString(), .missing),
            ("Bearer a-long-random-token", .granted(name: "robot")),
            ("bearer  a-long-random-token", .granted(name: "robot")),
            ("Bearer token-of-grafana", .granted(name: "grafana")), ("Bearer a-long-random-toke", .wrong),
            ("Bearer ", .missing),
        ]
        for (number, (header, expected)) in cases.enumerated() {
            // A client of its own each, so that the back-off stays out of it.
            let visit = visit("/metrics", header, client: "\(number)")
            #expect(verdict(keeper, visit).0 == expected, "\(header ?? "none")")
        }
    }

    @Test("an unknown user costs a bcrypt like a known one")
    func hidesNames() throws {
        let keeper = try keeper()
        #expect(verdict(keeper, visit("/", basic("nobody", "x"))) == (.wrong, true))
        #expect(verdict(keeper, visit("/", basic("alice", "x"))) == (.wrong, true))
    }

    @Test("a password is judged by bcrypt once, then remembered, right or wrong")
    func remembers() throws {
        let keeper = try keeper()
        let right = visit("/", basic("alice", "correct horse"))
        let wrong = visit("/", basic("alice", "wrong"), client: "other")
        #expect(verdict(keeper, right) == (.granted(name: "alice"), true))
        #expect(verdict(keeper, right) == (.granted(name: "alice"), false))
        #expect(verdict(keeper, wrong) == (.wrong, true))
        #expect(verdict(keeper, wrong) == (.wrong, false))
        let token = visit("/", "Bearer token-of-grafana")
        #expect(verdict(keeper, token) == (.granted(name: "grafana"), true))
        #expect(verdict(keeper, token) == (.granted(name: "grafana"), false))
    }

    @Test("a flood of wrong passwords does not push the right one out of memory")
    func keepsGoodVerdicts() throws {
        let keeper = try keeper("", file: Self.file.replacing("after: 3", with: "after: 0"))
        let right = visit("/", basic("alice", "correct horse"))
        #expect(verdict(keeper, right).isSlow)
        for number in 0..<(2 * VerdictCache.capacity) {
            _ = verdict(keeper, visit("/", basic("alice", "guess \(number)")))
        }
        #expect(verdict(keeper, right) == (.granted(name: "alice"), false))
        #expect(verdict(keeper, visit("/", basic("alice", "guess 0"))).isSlow, "the oldest is forgotten")
    }

    @Test("who fails too often waits, longer each time, and nobody else does")
    func backsOff() throws {
        let keeper = try keeper()
        let right = visit("/", basic("alice", "correct horse"))
        for _ in 0..<3 { #expect(verdict(keeper, visit("/", basic("alice", "no"))).0 == .wrong) }
        #expect(verdict(keeper, right, after: 0).0 == .backedOff(.seconds(2)))
        #expect(verdict(keeper, right, after: 1.5).0 == .backedOff(.seconds(0.5)))
        #expect(verdict(keeper, visit("/", basic("alice", "no")), after: 2).0 == .wrong)
        #expect(verdict(keeper, right, after: 2).0 == .backedOff(.seconds(4)))
        #expect(verdict(keeper, visit("/", basic("alice", "no")), after: 6).0 == .wrong)
        #expect(verdict(keeper, right, after: 6).0 == .backedOff(.seconds(5)), "the longest")
        for other in [
            visit("/", basic("alice", "correct horse"), client: "10.0.0.2"),
            visit("/", basic("prometheus", "scrape me")), visit("/", "Bearer a-long-random-token"),
        ] {
            guard case .granted = verdict(keeper, other, after: 6).0 else {
                Issue.record("\(other) has to wait too")
                continue
            }
        }
        #expect(verdict(keeper, right, after: 11).0 == .granted(name: "alice"))
        #expect(verdict(keeper, visit("/", basic("alice", "no")), after: 11).0 == .wrong, "begins anew")
        #expect(verdict(keeper, right, after: 11).0 == .granted(name: "alice"))
    }

    @Test("paths are for whom the file says")
    func guardsPaths() throws {
        let keeper = try keeper("access: {metrics: [prometheus, robot], pages: [alice]}")
        let alice = basic("alice", "correct horse")
        #expect(verdict(keeper, visit("/metrics", alice)).0 == .forbidden(name: "alice"))
        #expect(verdict(keeper, visit("/metrics", "Bearer a-long-random-token")).0 == .granted(name: "robot"))
        #expect(verdict(keeper, visit("/sd", "Bearer a-long-random-token")).0 == .granted(name: "robot"))
        #expect(verdict(keeper, visit("/", alice)).0 == .granted(name: "alice"))
        #expect(verdict(keeper, visit("/", "Bearer a-long-random-token")).0 == .forbidden(name: "robot"))
        #expect(verdict(keeper, visit("/-/healthy", nil)).0 == .open)
        #expect(verdict(keeper, visit("/-/ready", "Basic junk")).0 == .open)
        #expect(verdict(keeper, visit("/-/reload", nil)).0 == .missing)
        for page in ["/api/teams", "/api/teams/metrics", "/api/health", "/api/events", "/metrics/"] {
            #expect(verdict(keeper, visit(page, nil)).0 == .missing, "\(page)")
            #expect(verdict(keeper, visit(page, "Bearer a-long-random-token")).0 == .forbidden(name: "robot"))
        }
        for trick in ["/-/healthy/", "//-/healthy", "/-/healthy/../../metrics", "/%2d/healthy", ""] {
            #expect(verdict(keeper, visit(trick, nil)).0 == .missing, "\(trick)")
        }
    }

    @Test("the rate limit comes before everything else")
    func limitsRate() throws {
        let keeper = try keeper("rate_limit: {interval: 1s, burst: 2}")
        #expect(verdict(keeper, visit("/-/healthy", nil)).0 == .open)
        #expect(verdict(keeper, visit("/metrics", nil)).0 == .missing)
        let right = visit("/metrics", "Bearer a-long-random-token")
        #expect(verdict(keeper, right).0 == .rateLimited(.seconds(1)))
        #expect(verdict(keeper, right, after: 0.5).0 == .rateLimited(.seconds(0.5)))
        #expect(verdict(keeper, right, after: 1).0 == .granted(name: "robot"))
        #expect(verdict(keeper, right, after: 1).0 == .rateLimited(.seconds(1)))
        for _ in 0..<2 { #expect(verdict(keeper, right, after: 60).0 == .granted(name: "robot")) }
        #expect(verdict(keeper, right, after: 60).0 == .rateLimited(.seconds(1)), "no more than the burst")
    }

    @Test("a flood of claims is refused, and leaves room for other clients")
    func boundsWaiting() throws {
        let keeper = try keeper()
        var claims: [Doorkeeper.Claim] = []
        for number in 0..<10 {
            let look = keeper.look(at: visit("/", basic("alice", "\(number)"), client: "loud"), now: start)
            if case .undecided(let claim) = look { claims.append(claim) }
        }
        #expect(claims.count == Doorkeeper.maxWaitingOfOne)
        let calm = visit("/", basic("alice", "correct horse"), client: "calm")
        guard case .undecided = keeper.look(at: calm, now: start) else {
            Issue.record("the other client is kept out")
            return
        }
        for claim in claims { #expect(keeper.judge(claim, now: start) == .wrong) }
        let again = visit("/", basic("prometheus", "x"), client: "loud")
        #expect(verdict(keeper, again) == (.wrong, true), "the room is free again")
    }

    @Test("more failing clients than the book holds do not make it grow")
    func boundsFailures() throws {
        var book = FailureBook(BackOffSettings())
        for number in 0..<(2 * FailureBook.capacity) {
            book.failed(.init(client: "\(number)", name: "a"), now: start + .seconds(number))
        }
        #expect(book.count == FailureBook.capacity)
        #expect(book.wait(of: .init(client: "0", name: "a"), now: start) == nil)
    }

    @Test("two authorization headers are none")
    func refusesTwo() {
        let header = "Bearer a-long-random-token"
        #expect(PresentedCredentials(authorization: [header, header]) == .malformed)
        #expect(PresentedCredentials(authorization: [String(repeating: "a", count: 5000)]) == .malformed)
    }

    @Test("hashes of other programs are taken, whatever stands in the salt's spare bits")
    func takesSpareBits() throws {
        let hash = try BcryptHash("$2a$04$abcdefghijklmnopqrstuvjydOTSfIH/d5oUHpsygqV5X9xJLQc6e")
        #expect(Bcrypt().matches(Array("correct horse".utf8), hash))
        #expect(!Bcrypt().matches(Array("correct horsf".utf8), hash))
    }

    @Test("the dummy hash is no password's and as dear as the dearest real one")
    func hasDummy() throws {
        let dummy = BcryptHash(dummyOfCost: 5)
        #expect(dummy.cost == 5)
        #expect(try BcryptHash(dummy.text) == dummy)
        #expect(!Bcrypt().matches(Array("".utf8), dummy))
    }
}
