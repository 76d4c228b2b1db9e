/// Who owes whom an answer: the first text from the one who was asked answers all that it was asked by its recipient.
struct Conversation: Sendable {
    private struct Pair: Hashable {
        let asking: Int
        let asked: Int
    }

    /// When the oldest question without an answer was asked.
    private var openMs: [Pair: Int64] = [:]

    /// Answers how old the oldest question is that this text answers; one that answers nothing is a question itself.
    mutating func text(from sender: Int, to recipient: Int, nowMs: Int64) -> Int64? {
        if let askedMs = openMs.removeValue(forKey: Pair(asking: recipient, asked: sender)) {
            return nowMs - askedMs
        }
        let question = Pair(asking: sender, asked: recipient)
        openMs[question] = openMs[question] ?? nowMs
        return nil
    }
}
