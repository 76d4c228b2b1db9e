/// The alerts that panels point to, without the prefix that all of them have.
///
/// A name that the alert rules do not know gets no link.
enum AlertName: String, Sendable, CaseIterable {
    case agentDead = "AgentDead"
    case agentTimeout = "AgentTimeout"
    case availabilityBudgetBurn = "AvailabilityBudgetBurn"
    case availabilityLow = "AvailabilityLow"
    case collectorFailing = "CollectorFailing"
    case configReloadFailed = "ConfigReloadFailed"
    case dashboardDown = "DashboardDown"
    case dashboardProcessGone = "DashboardProcessGone"
    case dashboardSlow = "DashboardSlow"
    case deliveryBudgetBurn = "DeliveryBudgetBurn"
    case diskFilling = "DiskFilling"
    case diskFullSoon = "DiskFullSoon"
    case errorBurst = "ErrorBurst"
    case expectedTeamMissing = "ExpectedTeamMissing"
    case exporterAbsent = "ExporterAbsent"
    case exporterDown = "ExporterDown"
    case hostCPUHigh = "HostCPUHigh"
    case hostMemoryHigh = "HostMemoryHigh"
    case inboxLarge = "InboxLarge"
    case logBytesLost = "LogBytesLost"
    case logLagging = "LogLagging"
    case logLarge = "LogLarge"
    case logSilent = "LogSilent"
    case messageLatencyBetweenTeams = "MessageLatencyBetweenTeams"
    case messageLatencyWithinTeam = "MessageLatencyWithinTeam"
    case messageUnread = "MessageUnread"
    case newException = "NewException"
    case orphanProcesses = "OrphanProcesses"
    case phantomInbox = "PhantomInbox"
    case responseSlow = "ResponseSlow"
    case ruleQuarantined = "RuleQuarantined"
    case sharedDirectory = "SharedDirectory"
    case stateNotWritable = "StateNotWritable"
    case stateReset = "StateReset"
    case teamDown = "TeamDown"
    case teamsCPUHigh = "TeamsCPUHigh"
    case teamsMemoryHigh = "TeamsMemoryHigh"
    case teamsUnreadable = "TeamsUnreadable"
    case tooManyTeams = "TooManyTeams"

    static let prefix = "AgentTeams"

    /// As the series `ALERTS` has it.
    var full: String { Self.prefix + rawValue }
}
