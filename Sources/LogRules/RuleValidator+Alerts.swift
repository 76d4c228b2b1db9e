import MetricModel
import YAMLReading

/// What an alert beside a rule must be.
extension RuleValidator {
    /// `nil` without an alert, and for one that is faulty and was reported.
    mutating func alert(of written: WrittenRule, labels: [LabelName], rule: Rule) -> RuleAlert? {
        guard let alert = written.alert else { return nil }
        let before = diagnostics.count
        checkAlertName(alert, written)
        let condition = condition(of: alert, written, rule)
        let by = alert.by.compactMap { name -> LabelName? in
            if let label = labels.first(where: { $0.text == name.value }) { return label }
            let known = labels.map(\.text)
            let meant = Suggestion.closest(to: name.value, among: known).map { "did you mean '\($0)'?" }
            fault(
                written, at: name.node, "'\(name.value)' is no label of the rule",
                hint: meant
                    ?? (known.isEmpty ? "the rule has none" : "its labels: \(known.joined(separator: ", "))"))
            return nil
        }
        if alert.expression != nil, let first = alert.by.first {
            fault(written, at: first.node, "'by' goes with 'threshold'", hint: "write it into the expression")
        }
        let example = example(of: written, rule)
        if case .threshold = condition, example == nil, let name = alert.name {
            fault(
                written, at: name.node, "the alert needs an example of the rule that matches, for its test",
                hint: "add examples: [{\(rule.subject.rawValue): 'text that matches'}]")
        }
        guard diagnostics.count == before, let name = alert.name, let condition, let summary = alert.summary
        else {
            return nil
        }
        return RuleAlert(
            name: name.value, condition: condition, by: by, holdMinutes: alert.holdMinutes,
            keepMinutes: alert.keepMinutes, severity: alert.severity, summary: summary,
            description: alert.description, runbookURL: alert.runbookURL,
            exampleLabels: example?.labels ?? [:],
            exampleText: example?.text)
    }

    private mutating func checkAlertName(_ alert: WrittenAlert, _ written: WrittenRule) {
        guard let name = alert.name else { return }
        let text = name.value
        let isName = text.utf8.allSatisfy { $0 == UInt8(ascii: "_") || isLetterOrDigit($0) }
        if !isName || text.first?.isNumber ?? true {
            fault(
                written, at: name.node, "'\(text)' is no name for an alert",
                hint: "use letters and digits, as in ShopPaymentFailures")
        }
        if text.hasPrefix("AgentTeams") {
            fault(
                written, at: name.node, "names that begin with 'AgentTeams' are the program's own",
                hint: "choose another name")
        }
        if let first = alertPlaces.updateValue((written.file, name.node.mark), forKey: text) {
            fault(
                written, at: name.node,
                "alert '\(text)' already stands in \(first.file), line \(first.mark.line)",
                hint: "rename or remove one")
        }
    }

    private func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private mutating func condition(of alert: WrittenAlert, _ written: WrittenRule, _ rule: Rule)
        -> RuleAlert.Condition?
    {
        switch (alert.threshold, alert.expression) {
        case (let threshold?, nil): return self.threshold(threshold, written, rule)
        case (nil, let expression?): return .expression(expression.value, tests: alert.trials)
        case (let threshold?, _?):
            fault(
                written, at: threshold.node, "an alert has either 'threshold' or 'expr'",
                hint: "remove one of them")
        case (nil, nil):
            guard let name = alert.name else { return nil }
            fault(
                written, at: name.node, "the alert has no condition",
                hint: "add threshold: '> 5 per 5m', or expr: with tests:")
        }
        return nil
    }

    /// `> 5 per 5m`, and for a gauge `> 5`.
    private mutating func threshold(_ text: Written<String>, _ written: WrittenRule, _ rule: Rule)
        -> RuleAlert.Condition?
    {
        let isGauge = rule.metric.kind == .gauge
        let form = isGauge ? "> 5" : "> 5 per 5m"
        let words = text.value.split(separator: " ")
        guard let sign = words.first.flatMap({ RuleAlert.Comparison(rawValue: String($0)) }),
            words.count >= 2,
            let number = Double(words[1]), number.isFinite, number >= 0 || isGauge
        else {
            fault(written, at: text.node, "the threshold cannot be read", hint: "write it as '\(form)'")
            return nil
        }
        if isGauge {
            guard words.count == 2 else {
                fault(
                    written, at: text.node, "a gauge is compared as it is",
                    hint: "write '\(sign.rawValue) \(words[1])'")
                return nil
            }
            return .threshold(sign, number, perMinutes: nil)
        }
        guard sign == .above || sign == .atLeast && number > 0 else {
            fault(
                written, at: text.node, "a counter is compared with '>'",
                hint: "for too few events write expr: and tests:")
            return nil
        }
        guard words.count == 4, words[2] == "per", let minutes = Self.minutes(words[3]) else {
            fault(
                written, at: text.node,
                "a threshold of a counter needs a time of whole minutes, from 2m to 1d",
                hint: "write it as '\(sign.rawValue) \(words[1]) per 5m'")
            return nil
        }
        return .threshold(sign, number, perMinutes: minutes)
    }

    /// `5m`, `1h` or `2d`.
    private static func minutes(_ text: Substring) -> Int? {
        let factors: [Character: Int] = ["m": 1, "h": 60, "d": 1440]
        guard let factor = text.last.flatMap({ factors[$0] }), let count = Int(text.dropLast()),
            count > 0, count <= 1440, (2...1440).contains(count * factor)
        else { return nil }
        return count * factor
    }

    /// What the first example that must match gives; in a log of the rule's, or one called `app`.
    private func example(of written: WrittenRule, _ rule: Rule) -> (
        labels: [LabelName: String], text: String
    )? {
        var probe = RuleProbe()
        for example in written.examples where example.count > 0 {
            let bytes = Array(example.text.value.utf8)
            let texts =
                rule.subject == .entry ? [bytes] : bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
            for text in texts {
                guard
                    case .match(let match) = probe.outcome(
                        of: rule, on: text.span, log: rule.logs.first ?? "app")
                else { continue }
                let pairs = zip(rule.metric.labels, match.labels.map(\.text))
                let labels = Dictionary(pairs.map { ($0, $1) }) { first, _ in first }
                return (labels, String(decoding: text, as: UTF8.self))
            }
        }
        return nil
    }
}
