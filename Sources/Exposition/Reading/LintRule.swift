/// What the lint looks for; the raw value is the name shown behind a finding.
///
/// An error is what promtool's linter reports too, or what a server drops, mangles or computes nonsense from.
/// A warning is a convention beyond that.
package enum LintRule: String, Sendable, CaseIterable {
    // Reported by promtool (promlint) as well.
    case missingHelp = "missing-help"
    case baseUnit = "base-unit"
    case counterSuffix = "counter-suffix"
    case totalSuffix = "total-suffix"
    case reservedSuffix = "reserved-suffix"
    case reservedBoundLabel = "reserved-bound-label"
    case typeInName = "type-in-name"
    case colonInName = "colon-in-name"
    case camelCaseName = "camel-case-name"
    case camelCaseLabel = "camel-case-label"
    case abbreviatedUnit = "abbreviated-unit"
    // Lost or nonsensical on a server.
    case duplicateSeries = "duplicate-series"
    case reservedLabel = "reserved-label"
    case generatedName = "generated-name"
    case counterValue = "counter-value"
    case histogramShape = "histogram-shape"
    case summaryShape = "summary-shape"
    case createdValue = "created-value"
    // Conventions.
    case missingType = "missing-type"
    case missingUnit = "missing-unit"
    case unitPosition = "unit-position"
    case unitSpelling = "unit-spelling"
    case ratioNotPercent = "ratio-not-percent"
    case timestampUnit = "timestamp-unit"
    case nameSpelling = "name-spelling"
    case reservedNamespace = "reserved-namespace"
    case metadataOrder = "metadata-order"
    case vagueLabel = "vague-label"
    case targetLabel = "target-label"
    case labelSets = "label-sets"
    case totalRow = "total-row"
    case manySeries = "many-series"
    case sampleTimestamp = "sample-timestamp"
    case splitFamily = "split-family"
    case numberSpelling = "number-spelling"
    case trailingComma = "trailing-comma"
    case infoValue = "info-value"
    case createdSeries = "created-series"

    package var severity: LintSeverity {
        switch self {
        case .missingHelp, .baseUnit, .counterSuffix, .totalSuffix, .reservedSuffix, .reservedBoundLabel,
            .typeInName, .colonInName, .camelCaseName, .camelCaseLabel, .abbreviatedUnit,
            .duplicateSeries, .reservedLabel, .generatedName, .counterValue, .histogramShape, .summaryShape,
            .createdValue:
            .error
        default: .warning
        }
    }
}

package enum LintSeverity: String, Sendable {
    case error, warning
}
