/// Rules as Kubernetes takes them.
enum Manifests {
    private static let name = "agent-teams-exporter-rules"

    /// For the Prometheus operator: all groups in one object.
    static func prometheusRule(_ parts: [EmittedRules.Part]) -> EmittedFile {
        var text = RuleFileText.header
        text += """
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: \(name)
              labels:
                app.kubernetes.io/name: agent-teams-exporter
            spec:
              groups:

            """
        for part in parts {
            text += YAMLText.indented(part.rules.replacing("groups:\n", with: "", maxReplacements: 1), by: 2)
        }
        return EmittedFile(path: "prometheusrule.yml", text: text)
    }

    /// Each rule file under a key of its own, to be mounted as a directory.
    static func configMap(_ parts: [EmittedRules.Part]) -> EmittedFile {
        var text = RuleFileText.header
        text += """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)
              labels:
                app.kubernetes.io/name: agent-teams-exporter
            data:

            """
        for part in parts {
            text += "  \(part.kind)-\(part.name).yml: |\n" + YAMLText.indented(part.rules, by: 4)
        }
        return EmittedFile(path: "configmap.yml", text: text)
    }
}
