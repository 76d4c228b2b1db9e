import MetricModel

/// What the bookkeeping of messages can be told.
package struct LedgerSettings: Sendable {
    /// Longest time between two looks; a message older than the look before by more than twice this is late.
    package var intervalMs: Int64 = 1000
    /// Teams with a name of their own in pair labels.
    package var teamLimit = 50
    /// How long a file or a team that is gone may come back and go on.
    package var graceMs: Int64 = 60_000
    /// A team that was active within this time is given its series before its first message.
    package var activeMs: Int64 = 3_600_000
    package var deliveryBounds = Catalogue.messageDelivery.buckets
    package var responseBounds = Catalogue.messageResponse.buckets

    package init() {}
}
