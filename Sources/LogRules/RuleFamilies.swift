import MetricModel

/// The families of the registry that one rule writes to.
struct RuleFamilies {
    let metric: FamilyID
    private let matches: FamilyID
    private let limits: FamilyID
    private let overflow: FamilyID
    private let quarantined: FamilyID
    private let candidates: FamilyID
    private let seconds: FamilyID
    /// For rules with a value.
    private let badValues: FamilyID?

    init(for rule: Rule, registry: MetricRegistry) throws(RegistryError) {
        metric = try registry.register(rule.metric, maxSeries: rule.maxSeries)
        matches = try registry.register(Catalogue.logRuleMatches)
        limits = try registry.register(Catalogue.logRuleLimitsExceeded)
        overflow = try registry.register(Catalogue.logRuleOverflow)
        quarantined = try registry.register(Catalogue.logRuleQuarantined)
        candidates = try registry.register(Catalogue.logRuleCandidates)
        seconds = try registry.register(Catalogue.logRuleSeconds)
        badValues =
            rule.action.value == nil ? nil : try registry.register(Catalogue.logRuleBadValues)
    }

    /// A rule that was set aside is so no more when rules are loaded anew; makes no series.
    func endQuarantine(of rule: Rule, log: String, in metrics: inout MetricTable) {
        if let series = metrics.find(quarantined, labels: [log, rule.name]) { metrics.set(series, 0) }
    }

    /// Makes the rule's series known at 0: its own, and those that `init` announces or that have no variable
    /// label.
    func makeSeries(of rule: Rule, log: String, in metrics: inout MetricTable) -> RuleSeries {
        for labels in rule.initialLabelSets(forLog: log) { _ = metrics.series(metric, labels: labels) }
        return RuleSeries(
            matches: metrics.series(matches, rule.name),
            limits: metrics.series(limits, rule.name),
            overflow: metrics.series(overflow, rule.name),
            quarantined: metrics.series(quarantined, log, rule.name),
            candidates: metrics.series(candidates, rule.name),
            seconds: metrics.series(seconds, rule.name),
            badValues: badValues.map { metrics.series($0, rule.name) })
    }
}

/// The series about one rule itself.
struct RuleSeries {
    let matches: SeriesID
    let limits: SeriesID
    let overflow: SeriesID
    let quarantined: SeriesID
    let candidates: SeriesID
    let seconds: SeriesID
    let badValues: SeriesID?
}
