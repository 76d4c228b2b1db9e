/// One turn of an agent: what it was answered by the model, and how long it took.
struct SimulatedTurn: Sendable {
    /// One answer of the model, written as several lines that all bear its id.
    struct Response: Sendable {
        let id: String
        let tokens: TokenTally
        /// Output tokens as each line tells them; the last line tells all.
        let outputSteps: [Int]
    }

    let model: String
    let responses: [Response]
    let durationMs: Int64
    let endMs: Int64
    /// The same for the same story, so that each record gets an id of its own.
    let idSeed: UInt64

    static func random(isLead: Bool, endMs: Int64, _ random: inout RandomSource) -> SimulatedTurn {
        let count = Int.random(in: 1...2, using: &random)
        return SimulatedTurn(
            model: isLead ? "claude-opus-4-6" : "claude-sonnet-5",
            responses: (0..<count).map { _ in response(&random) },
            durationMs: random.milliseconds(900...9000), endMs: endMs, idSeed: random.next())
    }

    private static func response(_ random: inout RandomSource) -> Response {
        var tokens = TokenTally()
        tokens.input = Int.random(in: 1...40, using: &random)
        tokens.cacheRead = Int.random(in: 2000...60_000, using: &random)
        tokens.cacheCreation = Int.random(in: 0...4000, using: &random)
        var steps: [Int] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            steps.append((steps.last ?? 0) + Int.random(in: 1...400, using: &random))
        }
        tokens.output = steps.last ?? 0
        return Response(id: "msg_" + random.hexadecimal(digits: 24), tokens: tokens, outputSteps: steps)
    }
}
