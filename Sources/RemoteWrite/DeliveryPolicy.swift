/// What is done with a request after an attempt to send it. Pure.
package struct DeliveryPolicy: Sendable {
    /// How an attempt ended.
    package enum Outcome: Sendable, Equatable {
        case answered(status: Int, retryAfter: Duration?)
        case noConnection
        case timeout
        /// The connection ended early, or spoke something else.
        case broken
    }

    package enum Action: Sendable, Equatable {
        /// The receiver has it.
        case done
        /// It would be refused again.
        case giveUp
        case retry(after: Duration)
    }

    /// The first pause; each further one is twice as long.
    static let shortestPause = Duration.milliseconds(500)
    static let longestPause = Duration.seconds(60)
    /// A receiver that asks for a longer pause gets this one.
    static let longestWish = Duration.seconds(600)

    private var failures = 0
    /// From 0 to 1.
    private let random: @Sendable () -> Double

    /// - Parameter random: shortens pauses by up to half, so that many senders do not come back at once.
    package init(random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }) {
        self.random = random
    }

    /// As the specification has it: 5xx, 429 and faults of the connection pass, other answers do not.
    package mutating func action(after outcome: Outcome) -> Action {
        switch outcome {
        case .answered(let status, let wish):
            if (200...299).contains(status) {
                failures = 0
                return .done
            }
            guard status == 429 || status >= 500 else {
                failures = 0
                return .giveUp
            }
            return .retry(after: max(nextPause(), min(wish ?? .zero, Self.longestWish)))
        case .noConnection, .timeout, .broken: return .retry(after: nextPause())
        }
    }

    private mutating func nextPause() -> Duration {
        let doublings = min(failures, 10)
        failures += 1
        let pause = min(Self.shortestPause * (1 << doublings), Self.longestPause)
        return pause * (1 - random() / 2)
    }
}

extension DeliveryPolicy.Outcome {
    /// The label `reason` of a failure; nil for a success.
    package var reason: String? {
        switch self {
        case .answered(let status, _) where (200...299).contains(status): nil
        case .answered(429, _): "throttled"
        case .answered(let status, _): status >= 500 ? "server_error" : "refused"
        case .noConnection: "connection"
        case .timeout: "timeout"
        case .broken: "broken"
        }
    }
}
