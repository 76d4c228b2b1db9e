// swift-tools-version: 6.2
import PackageDescription

/// A package of its own: it measures the shipped binary from outside and may use full Foundation.
let rules: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "benchmarks",
    targets: [
        .target(name: "CAffinity"),
        .executableTarget(name: "idle-agent"),
        .executableTarget(
            name: "benchmarks", dependencies: ["CAffinity", "idle-agent"], swiftSettings: rules),
        .testTarget(name: "benchmarksTests", dependencies: ["benchmarks"], swiftSettings: rules),
    ]
)
