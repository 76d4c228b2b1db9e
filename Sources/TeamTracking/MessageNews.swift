/// A message was picked up by its recipient.
package struct DeliveryObservation: Sendable, Equatable {
    package let fromTeam: String
    package let toTeam: String
    package let sender: String
    package let recipient: String
    /// The delay lies between these two; the upper one is what the histogram counts.
    package let lowerMs: Int64
    package let upperMs: Int64
}

/// A question was answered.
package struct ResponseObservation: Sendable, Equatable {
    package let askerTeam: String
    package let replierTeam: String
    package let asker: String
    package let replier: String
    package let kind: ResponseKind
    package let waitedMs: Int64
}

/// What one look observed.
package struct MessageNews: Sendable, Equatable {
    package internal(set) var deliveries: [DeliveryObservation] = []
    package internal(set) var responses: [ResponseObservation] = []
}
