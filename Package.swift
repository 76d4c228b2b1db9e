// swift-tools-version: 6.2
import PackageDescription

/// The commit, with a mark when the tree differs from it; told to the one C file that holds it.
let revision =
    Context.gitInformation.map { $0.currentCommit + ($0.hasUncommittedChanges ? "-dirty" : "") } ?? "unknown"

/// Settings shared by every target: Swift 6 mode comes with the tools version above.
let houseRules: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
]

/// A library module of ours, and beside it the test target that carries its name.
func module(
    _ name: String,
    imports: [Target.Dependency] = [],
    resources: [Resource] = [],
    testImports: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: imports, resources: resources, swiftSettings: houseRules),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.byName(name: name), "TestSupport"] + imports + testImports,
            swiftSettings: houseRules
        ),
    ]
}

func nio(_ name: String) -> Target.Dependency { .product(name: name, package: "swift-nio") }

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let systemLibraries: [Target] = [
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CSnappy", pkgConfig: "snappy", providers: [.apt(["libsnappy-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libcrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
]

let modules: [[Target]] = [
    module("PatternMatching", imports: ["CPCRE2"]),
    module("Compression", imports: ["CDeflate", "CZlib", "CZstd"]),
    module("YAMLReading", imports: ["CYAML"]),
    module("MetricModel"),
    module("Exposition", imports: ["MetricModel"]),
    module("LogTailing", imports: ["CSystemCalls", "Compression"]),
    module("Checksums", imports: ["CNettle"]),
    module("LogArchive", imports: ["CArchiveCalls", "Checksums", "Compression", "LogTailing"]),
    module(
        "LogRules",
        imports: ["CByteSearch", "PatternMatching", "MetricModel", "YAMLReading"],
        resources: [.embedInCode("BuiltIn")]
    ),
    module(
        "DashboardEmission", imports: ["LogRules", "MetricModel", "RuleEmission"],
        testImports: ["YAMLReading"]),
    module("StateStore", imports: ["CSQLite"]),
    module("ErrorShapes"),
    module(
        "LogPipeline",
        imports: ["ErrorShapes", "LogTailing", "LogRules", "MetricModel", "PatternMatching", "StateStore"]
    ),
    module(
        "LogInspection",
        imports: [
            "ErrorShapes", "Exposition", "LogArchive", "LogPipeline", "LogRules", "LogTailing", "MetricModel",
            "PatternMatching", "StateStore", "YAMLReading",
        ],
        testImports: ["Compression"]
    ),
    module("TeamState"),
    module("TeamTracking", imports: ["MetricModel", "TeamState"]),
    module("Transcripts", imports: ["LogTailing", "MetricModel", "TeamState", "TeamTracking"]),
    module("ProcessTable"),
    module("HostState"),
    module("TeamRecording", imports: ["ProcessTable", "StateStore", "TeamState", "TeamTracking"]),
    module("TeamCensus", imports: ["TeamState", "ProcessTable"]),
    module("TeamEditing", imports: ["YAMLReading"]),
    module("TeamBackup", imports: ["CBackupCalls", "CLibArchive", "Checksums"]),
    module(
        "Operations",
        imports: ["HostState", "ProcessTable", "TeamCensus", "TeamState", "TeamTracking"]
    ),
    module(
        "Collectors",
        imports: [
            "HostState", "LogTailing", "MetricModel", "ProcessTable", "TeamCensus", "TeamRecording",
            "TeamState", "TeamTracking", "Transcripts",
        ]
    ),
    module("RuleEmission", imports: ["LogRules", "MetricModel"]),
    module(
        "OperatorChecks",
        imports: [
            "ErrorShapes", "HostState", "LogArchive", "LogInspection", "LogRules", "LogTailing",
            "MetricModel",
            "Operations", "ProcessTable", "RuleEmission", "TeamBackup", "TeamCensus", "TeamState",
        ]
    ),
    module("Simulation"),
    module("RemoteWrite", imports: ["CSnappy", "MetricModel"]),
    module("WebAccess", imports: ["CCrypt", "Checksums", "YAMLReading"]),
    module(
        "ExporterService",
        imports: [
            "CBuildInformation", "CResidentPages", "Collectors", "Compression", "Exposition", "LogArchive",
            "LogPipeline", "LogRules", "LogTailing", "MetricModel", "Operations", "PatternMatching",
            "ProcessTable", "RemoteWrite", "RuleEmission", "StateStore", "TeamBackup", "TeamCensus",
            "TeamRecording", "TeamState", "TeamTracking", "WebAccess", "YAMLReading",
            nio("NIOCore"), nio("NIOPosix"), nio("NIOHTTP1"), nio("NIOTLS"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"), logging,
        ],
        resources: [.embedInCode("StatusPage/status.html")]
    ),
    module(
        "ExporterCommand",
        imports: [
            "Collectors", "DashboardEmission", "ExporterService", "Exposition", "HostState", "LogArchive",
            "LogInspection", "LogPipeline", "LogRules", "LogTailing", "MetricModel", "OperatorChecks",
            "Operations", "PatternMatching", "ProcessTable", "RuleEmission", "Simulation", "StateStore",
            "TeamBackup", "TeamCensus", "TeamEditing", "TeamState", "TeamTracking", "YAMLReading",
            argumentParser, logging,
        ]
    ),
]

let package = Package(
    name: "agent-teams-exporter",
    products: [.executable(name: "agent-teams-exporter", targets: ["agent-teams-exporter"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    ],
    targets: systemLibraries + modules.flatMap { $0 } + [
        .target(
            name: "CBuildInformation",
            cSettings: [.define("AGENT_TEAMS_EXPORTER_REVISION", to: "\"\(revision)\"")]
        ),
        .target(name: "CResidentPages"),
        .target(name: "CSystemCalls"),
        .target(name: "CArchiveCalls"),
        .target(name: "CBackupCalls"),
        .target(name: "CByteSearch"),
        .executableTarget(
            name: "agent-teams-exporter",
            dependencies: ["ExporterCommand"],
            swiftSettings: houseRules,
            linkerSettings: [
                // Nothing loads this program as a library: without a table of exported symbols the linker can drop
                // what nobody calls (stripped: 25.3 MB before, 23.7 MB after; 1.7 MB less resident).
                .unsafeFlags(
                    ["-use-ld=lld", "-Xlinker", "--no-export-dynamic"],
                    .when(configuration: .release)
                )
            ]
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: houseRules),
        .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"], swiftSettings: houseRules),
        .testTarget(name: "HouseTests", dependencies: ["TestSupport"], swiftSettings: houseRules),
        .testTarget(
            name: "EndToEndTests", dependencies: ["Simulation", "TestSupport"], swiftSettings: houseRules),
    ]
)
