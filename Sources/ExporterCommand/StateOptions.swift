import ArgumentParser
import ExporterService
import Glibc

/// Where the state is: for `serve`, which writes it, and for the commands that read it beside a running one.
struct StateOptions: ParsableArguments {
    @Option(
        name: .customLong("state.dir"),
        help: ArgumentHelp(
            "Directory of counters and positions. Default: $STATE_DIRECTORY, else "
                + "/var/lib/agent-teams-exporter for root, else "
                + "${XDG_STATE_HOME:-~/.local/state}/agent-teams-exporter.",
            valueName: "directory"
        )
    )
    var stateDirectory: String?

    /// The absolute path that the option and the environment amount to.
    func directory() throws -> String {
        guard stateDirectory != "" else {
            throw CommandFailure(.wrongUse, "--state.dir is empty; name a directory, or leave it out")
        }
        return StateDirectory.resolve(
            flag: stateDirectory,
            environment: Environment.variables,
            isRoot: geteuid() == 0,
            paths: ConfigurationLoading.commandLinePaths
        )
    }
}
