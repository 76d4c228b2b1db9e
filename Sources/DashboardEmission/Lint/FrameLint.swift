/// The dashboard as a whole: who it is, and how it gets along with others.
enum FrameLint {
    static func check(_ root: JSONValue, _ report: inout LintReport) {
        report.require(
            root["schemaVersion"]?.number != nil && root["panels"] != nil, .schema,
            "is not of the classic schema; export it as JSON of the model 'Classic'")
        report.require(
            !(root["uid"]?.text ?? "").isEmpty, .uid,
            "has no uid, so links to it break with each import; give it one")
        report.require(
            root["id"] == nil || root["id"] == .null, .noIdentifier,
            "has an id, which belongs to one Grafana; remove it")
        report.require(
            root["__inputs"] == nil && root["__requires"] == nil, .noInputs,
            "asks for inputs, which provisioning does not answer; export it without 'share externally'")
        report.require(
            root["editable"]?.bool == false, .editable,
            "can be edited in place, which the next provisioning undoes; set editable to false")
        report.require(
            [1, 2].contains(root["graphTooltip"]?.number), .tooltip,
            "does not share its cross-hair between panels; set graphTooltip to 1")
        report.require(
            !(root["tags"]?.elements ?? []).isEmpty, .tags, "has no tags, so it cannot be found; add one")
        report.require(
            !(root["links"]?.elements ?? []).isEmpty, .links,
            "leads to no other dashboard; add a link of type 'dashboards'")
        let annotations = root["annotations"]?["list"]?.elements ?? []
        report.require(
            annotations.contains { ($0["expr"]?.text ?? "").contains("ALERTS{") }, .annotations,
            "does not show when alerts fired; add an annotation that asks for ALERTS")
    }
}
