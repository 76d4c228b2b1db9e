import MetricModel
package import TeamTracking

/// An agent, by the labels it is shown under.
package struct TranscriptOwner: Hashable, Sendable {
    package let team: String
    package let agent: String

    /// Labels are what the registry makes of them, so that two owners never share a series.
    package init(team: String, agent: String) {
        self.team = LabelBytes.cleaned(team)
        self.agent = LabelBytes.cleaned(agent)
    }

    /// Of records that are no team's.
    package static let nobody = TranscriptOwner(team: "", agent: "")
    /// Stands for all that found no room.
    static let other = TranscriptOwner(team: "other", agent: "other")

    package func encode(into writer: inout ByteWriter) {
        writer.put(team)
        writer.put(agent)
    }

    package init(from reader: inout ByteReader) throws(UndecodableBytes) {
        team = try reader.text()
        agent = try reader.text()
    }
}
