/// What is known of agents beyond the files of their teams.
package struct AgentEvidence: Sendable, Equatable {
    /// Members whose process is proved to be gone.
    package var dead: [TeamKey: Set<String>] = [:]
    /// When each agent last wrote into a transcript.
    package var transcriptActivityMs: [TeamKey: [String: Int64]] = [:]

    package init() {}
}
