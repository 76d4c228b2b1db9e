import Testing

@testable import RemoteWrite

@Suite("Delivery policy")
struct DeliveryPolicyTests {
    private typealias Outcome = DeliveryPolicy.Outcome

    @Test(
        "faults that pass are tried again, answers that stay are not",
        arguments: [
            (Outcome.answered(status: 200, retryAfter: nil), DeliveryPolicy.Action.done, nil),
            (.answered(status: 204, retryAfter: nil), .done, nil),
            (.answered(status: 400, retryAfter: nil), .giveUp, "refused"),
            (.answered(status: 401, retryAfter: nil), .giveUp, "refused"),
            (.answered(status: 301, retryAfter: nil), .giveUp, "refused"),
            (.answered(status: 429, retryAfter: nil), .retry(after: .milliseconds(500)), "throttled"),
            (.answered(status: 500, retryAfter: nil), .retry(after: .milliseconds(500)), "server_error"),
            (.answered(status: 503, retryAfter: .seconds(7)), .retry(after: .seconds(7)), "server_error"),
            (
                .answered(status: 503, retryAfter: .seconds(1 << 40)), .retry(after: .seconds(600)),
                "server_error"
            ),
            (.noConnection, .retry(after: .milliseconds(500)), "connection"),
            (.timeout, .retry(after: .milliseconds(500)), "timeout"),
            (.broken, .retry(after: .milliseconds(500)), "broken"),
        ] as [(DeliveryPolicy.Outcome, DeliveryPolicy.Action, String?)])
    func decides(_ outcome: DeliveryPolicy.Outcome, _ action: DeliveryPolicy.Action, _ reason: String?) {
        var policy = DeliveryPolicy { 0 }
        #expect(policy.action(after: outcome) == action)
        #expect(outcome.reason == reason)
    }

    @Test("pauses double up to a minute, and begin anew after a success")
    func backsOff() {
        var policy = DeliveryPolicy { 0 }
        let pauses = (0..<9).map { _ in policy.action(after: .noConnection) }
        let milliseconds = [500, 1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]
        #expect(pauses == milliseconds.map { .retry(after: .milliseconds($0)) })
        _ = policy.action(after: .answered(status: 200, retryAfter: nil))
        #expect(policy.action(after: .timeout) == .retry(after: .milliseconds(500)))
    }

    @Test("chance shortens a pause by half at most")
    func jitters() {
        var policy = DeliveryPolicy { 1 }
        #expect(policy.action(after: .timeout) == .retry(after: .milliseconds(250)))
    }
}
