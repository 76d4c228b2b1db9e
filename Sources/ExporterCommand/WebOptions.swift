import ArgumentParser
import ExporterService

/// The option that names the web configuration.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp(
            "TLS, users and limits (YAML), in the format of the tools around Prometheus.", valueName: "file")
    )
    var webConfigFile: String?

    /// nil when the option is not given, or empty as in other exporters.
    func source(metricsPath: String = "/metrics") -> WebConfigurationSource? {
        guard let webConfigFile, !webConfigFile.isEmpty else { return nil }
        return WebConfigurationSource(
            file: webConfigFile, paths: ConfigurationLoading.commandLinePaths, metricsPath: metricsPath)
    }
}
