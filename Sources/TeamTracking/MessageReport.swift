/// The messages of all teams at one moment, in numbers.
package struct MessageReport: Sendable {
    package struct TeamMessages: Sendable {
        package let team: String
        package let inboxes: [(recipient: String, summary: InboxSummary)]
        /// Inboxes of recipients who never were in the roster; nil without a roster.
        package let phantomInboxes: Int?
        package let rewrites: Int64
        /// When the oldest message was sent that waits for an answer.
        package let oldestQuestionMs: Int64?
    }

    /// In the order of their labels.
    package let teams: [TeamMessages]
    package let totals: MessageTotals
    package let nowMs: Int64
}
