import Foundation
import LogTailing
import TestSupport
import Testing

@testable import OperatorChecks

@Suite("weekly checks")
struct WeeklyChecksTests {
    private static let dayMs: Int64 = 86_400_000
    private typealias Generation = LogVolumeReading.Generation

    @Test("growth is what was written since the oldest generation ended")
    func generations() throws {
        let now = 10 * Self.dayMs
        let found = try #require(
            LogVolumeReading.growth(
                [
                    Generation(bytes: 900, endMs: 6 * Self.dayMs),
                    Generation(bytes: 300, endMs: 8 * Self.dayMs),
                    Generation(bytes: 100, endMs: now, isLive: true),
                ], nowMs: now))
        #expect(found == LogVolume.Growth(bytesPerDay: 100, source: .generations, generations: 2))
    }

    @Test("a compressed generation tells when the next one began, not how much was written")
    func compressed() {
        let now = 10 * Self.dayMs
        let old = Generation(bytes: 7, endMs: 8 * Self.dayMs, isCompressed: true)
        let older = Generation(bytes: 900, endMs: 6 * Self.dayMs)
        let live = Generation(bytes: 500, endMs: now, isLive: true)
        #expect(LogVolumeReading.growth([old, older, live], nowMs: now)?.bytesPerDay == 250)
        #expect(LogVolumeReading.growth([live], nowMs: now) == nil)
        #expect(LogVolumeReading.growth([old], nowMs: now) == nil)
    }

    @Test("a log of several files grows as all of them, and is not known where one is not")
    func several() {
        let one = LogVolume.Growth(bytesPerDay: 5, source: .firstEntry, generations: 0)
        let two = LogVolume.Growth(bytesPerDay: 7, source: .generations, generations: 2)
        #expect(
            LogVolumeReading.growth([one, two])
                == LogVolume.Growth(bytesPerDay: 12, source: .generations, generations: 2))
        #expect(LogVolumeReading.growth([one, nil]) == nil)
        #expect(LogVolumeReading.growth([]) == nil)
    }

    @Test("rotated files count to the file that they were, and to no other one")
    func files() throws {
        let place = try TemporaryDirectory("logs")
        let now = Date()
        func write(_ name: String, _ bytes: Int, daysAgo: Double) throws {
            let path = try place.write([UInt8](repeating: 10, count: bytes), to: name)
            try FileManager.default.setAttributes(
                [.modificationDate: now.addingTimeInterval(-daysAgo * 86_400)], ofItemAtPath: path)
        }
        try write("a.log", 100, daysAgo: 0)
        try write("a.log.1", 300, daysAgo: 1)
        try write("a.log.2", 999, daysAgo: 4)
        try write("b.log", 50, daysAgo: 0)
        try write("b.log.1", 7000, daysAgo: 2)
        try write("left.log", 4000, daysAgo: 30)
        let source = LogSource(name: "app", paths: [place.path("*.log")])
        let found = LogVolumeReading.volumes(
            of: [source], times: [:], directory: { _ in place.path },
            nowMs: Int64(now.timeIntervalSince1970 * 1000))
        let volume = try #require(found.first)
        #expect(volume.bytes == 4150 && volume.files == 3 && volume.rotatedBytes == 8299)
        #expect(abs((volume.growth?.bytesPerDay ?? 0) - (400.0 / 4 + 50.0 / 2)) < 0.1)
    }

    @Test(
        "growth is judged by the days that are left, and is unknown rather than good",
        arguments: [
            (100.0, 1000, .ok), (100, 600, .warning), (100, 90, .critical), (0, 0, .ok), (nil, 9, .unknown),
        ]
            as [(Double?, UInt64, CheckState)])
    func daysLeft(perDay: Double?, free: UInt64, expected: CheckState) {
        let growth = perDay.map { LogVolume.Growth(bytesPerDay: $0, source: .generations, generations: 2) }
        let volume = LogVolume(log: "a", bytes: 1, files: 1, growth: growth, availableBytes: free)
        #expect(LogVolumeChecks.growth([volume]).state == expected)
    }

    @Test(
        "large logs are judged as the alert does; one without files is unknown",
        arguments: [
            (10, 1, .ok), (1_000_000_001, 1, .warning), (10_000_000_001, 3, .critical), (0, 0, .unknown),
        ] as [(UInt64, Int, CheckState)])
    func sizes(bytes: UInt64, files: Int, expected: CheckState) {
        let volume = LogVolume(log: "a", bytes: bytes, files: files)
        #expect(LogVolumeChecks.sizes([volume], judge: MadeUp.judge).state == expected)
    }

    @Test(
        "a backup is good when it is fresh and verified",
        arguments: [
            (86_400.0, true, true, .ok), (86_400, nil, true, .warning), (9 * 86_400, true, true, .warning),
            (86_400, false, true, .critical), (nil, nil, true, .critical), (nil, nil, false, .ok),
        ] as [(Double?, Bool?, Bool, CheckState)])
    func backups(age: Double?, isGood: Bool?, hasState: Bool, expected: CheckState) {
        let found = BackupFinding(place: "root 1", ageSeconds: age, isGood: isGood, hasState: hasState)
        let result = BackupCheck.result([found])
        #expect(result.state == expected)
        #expect((result.nextStep == nil) == (expected == .ok))
    }

    @Test(
        "pip's word counts only when it could reach its index",
        arguments: [
            ("[]", "", 0, .ok),
            (
                #"[{"name": "a", "version": "1", "latest_version": "2", "latest_filetype": "wheel"}]"#, "", 0,
                .warning
            ),
            ("[]", "WARNING: Retrying (Retry(total=0)) after connection broken by 'x'", 0, .unknown),
            ("", "/usr/bin/python3: No module named pip", 1, .unknown), ("[", "", 0, .unknown),
            ("", "", nil, .unknown),
        ] as [(String, String, Int32?, CheckState)])
    func packages(output: String, complaints: String, status: Int32?, expected: CheckState) {
        let found = PackageFindings(output: Array(output.utf8), complaints: complaints, status: status)
        #expect(PackagesCheck.result(found).state == expected)
    }

    @Test("a program is ended when its time is over, and what it wrote is kept apart")
    func programs() throws {
        let good = try #require(
            ProgramOutput("sh", ["-c", "echo out; echo err >&2; exit 3"], deadline: .seconds(60)))
        #expect(good.status == 3)
        #expect(good.output == Array("out\n".utf8) && good.errors == "err\n")
        let late = try #require(ProgramOutput("sh", ["-c", "sleep 600 & wait"], deadline: .milliseconds(50)))
        #expect(late.status == nil)
        #expect(ProgramOutput("/nowhere/at-all", [], deadline: .seconds(1)) == nil)
    }

    @Test("memory of teams is judged against the machine's; processes not to be seen are unknown")
    func resources() {
        let usage = TeamUsage(team: "a", processes: 3, cpuSeconds: 12, residentBytes: 90)
        let host = HostLoad(totalBytes: 100, availableBytes: 40, busyRatio: 0.95, processors: 2)
        func state(_ sees: Bool) -> CheckState {
            ResourceChecks.teams([usage], host: host, hasProcessTable: sees, judge: MadeUp.judge).state
        }
        #expect(state(true) == .warning && state(false) == .unknown)
        #expect(ResourceChecks.cpu(host, judge: MadeUp.judge).state == .warning)
        #expect(ResourceChecks.memory(host, judge: MadeUp.judge).state == .ok)
    }

    @Test("stale teams are named with their last activity, oldest first")
    func stale() {
        let result = TeamChecks.stale(MadeUp.report(active: ["x"], stale: ["old"]))
        #expect(result.details.map(\.name) == ["old"])
        #expect(result.details.first?.figure.text == "last activity 1 d ago")
        #expect(result.nextStep?.contains("delete-team") == true)
    }
}
