package import LogArchive
package import LogRules
package import LogTailing
package import PatternMatching
import ProcessTable
package import RuleEmission
package import TeamTracking

/// The configuration, proven valid: paths are absolute, names are unique.
package struct ExporterConfiguration: Sendable {
    package struct Teams: Sendable, Equatable {
        /// Directories that hold `teams/`, in the order that settles name collisions.
        package var roots: [String]
        /// Active teams the operator allows.
        package var limit = 10
        /// How long a team without process evidence counts as active after its last sign of life.
        package var activeWindow = Duration.seconds(900)
        /// Whether a first start counts the tokens of all transcripts that are there, or only of living teams.
        package var countsTokenHistory = false
        /// Whether shared memory is divided among those who share it, which is dear to ask.
        package var measuresProportionalMemory = false
        /// When agents time out, and which ones must be there.
        package var agents = AgentSettings()

        /// How much of the processes of agents is read.
        var processDetail: ProcessScanner.Detail {
            measuresProportionalMemory ? .usageAndProportionalMemory : .usage
        }
    }

    package struct Log: Sendable {
        package var source: LogSource
        /// The team this log belongs to; empty for none.
        package var team: String
        /// How its lines are joined to entries.
        package var entries = EntryPolicy.auto
        /// An entry is over when nothing was added to its file for so long.
        package var entryTimeout = EntryPolicy.defaultTimeout
        /// How the time of an entry is read.
        package var entryTime = EntryTime.standard
    }

    /// What is asked whether it is there.
    package struct Dashboard: Sendable {
        /// `http://...`
        package var url: String
        package var timeout: Duration
        /// Found in the command line of its process.
        package var process: Pattern
        /// Nobody said that there is one: it is shown once it was seen.
        package var isAssumed = false
    }

    /// When and how old log files are archived by the daemon.
    package struct Archive: Sendable, Equatable {
        package var isEnabled = false
        package var settings = ArchiveSettings()
        package var at = TimeOfDay(hour: 3, minute: 30)
    }

    /// Where backups of teams lie, and when the daemon makes them.
    package struct Backup: Sendable, Equatable {
        package var isEnabled = false
        /// Absolute.
        package var directory = ""
        /// So many backups of each root stay.
        package var keep = 30
        package var at = TimeOfDay(hour: 2, minute: 0)
    }

    package var teams: Teams
    package var logs: [Log]
    /// Rule files, absolute globs.
    package var logRules: [String]
    package var usesBuiltinLogRules = true
    /// Nil when none is to be probed.
    package var dashboard: Dashboard?
    /// Where archives lie, or will.
    package var archiveDirectory = ""
    package var archive = Archive()
    package var backup = Backup()
    /// For `rules emit`, `check`, and for what the status page shows as crossed.
    package var alerts = AlertSettings()
    /// Where Prometheus answers queries, for `check` and `incident new`; empty for nowhere.
    package var prometheusURL = ""
    /// Who is sent samples.
    package var receivers: [Receiver] = []
    /// Whether the API may tell messages with their texts, to those it can trust.
    package var showsMessageText = false
}

/// Where the daemon serves, and what flags say beyond the configuration file.
package struct ServeOptions: Sendable {
    package var listenAddresses: [ListenAddress]
    /// Sockets that listen already and are served instead of the addresses; empty for none.
    package var inheritedSockets: [Int32]
    package var telemetryPath: String
    /// Scrapes that are answered at a time; 0 for any number.
    package var mostScrapes: Int
    package var procfs: String
    package var sysfs: String
    /// Absolute; see `StateDirectory`.
    package var stateDirectory: String
    /// Who may connect and how; nil for plain HTTP, open to all.
    package var web: WebConfigurationSource?
    /// Whether `/-/reload` does what it says.
    package var isLifecycleEnabled: Bool
    /// Collectors switched off, by name.
    package var disabledCollectors: Set<String>
    /// Where the exporters of this machine leave their addresses, absolute; nil for nowhere.
    package var discoveryDirectory: String?
    /// Where other programs leave metrics to be shown beside ours, absolute; nil for nowhere.
    package var textfileDirectory: String?
    /// Who is told how the service fares; nil for nobody.
    package var serviceManager: ServiceManager?

    package init(
        listenAddresses: [ListenAddress],
        inheritedSockets: [Int32] = [],
        telemetryPath: String = "/metrics",
        mostScrapes: Int = 40,
        procfs: String = "/proc",
        sysfs: String = "/sys",
        stateDirectory: String,
        web: WebConfigurationSource? = nil,
        isLifecycleEnabled: Bool = false,
        disabledCollectors: Set<String> = [],
        discoveryDirectory: String? = nil,
        textfileDirectory: String? = nil,
        serviceManager: ServiceManager? = nil
    ) {
        self.listenAddresses = listenAddresses
        self.inheritedSockets = inheritedSockets
        self.telemetryPath = telemetryPath
        self.mostScrapes = mostScrapes
        self.procfs = procfs
        self.sysfs = sysfs
        self.stateDirectory = stateDirectory
        self.web = web
        self.isLifecycleEnabled = isLifecycleEnabled
        self.disabledCollectors = disabledCollectors
        self.discoveryDirectory = discoveryDirectory
        self.textfileDirectory = textfileDirectory
        self.serviceManager = serviceManager
    }
}
