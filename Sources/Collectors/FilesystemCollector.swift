package import HostState
package import MetricModel
import Synchronization
package import TeamCensus
import TeamState

/// Publishes the room on the file systems that matter, and the sizes of the teams' directories.
package final class FilesystemCollector: Collector {
    package let name = "filesystem"

    /// A configured directory and what it is for; only the latter is shown.
    package struct Place: Sendable, Equatable {
        package var role: String
        package var directory: String
        /// It is made when it is first needed: until then the directory speaks for it in which it will be made.
        package var isMadeLater: Bool

        package init(role: String, directory: String, isMadeLater: Bool = false) {
            self.role = role
            self.directory = directory
            self.isMadeLater = isMadeLater
        }

        /// Nil when it cannot be asked.
        package var fileSystem: FileSystemUsage? {
            isMadeLater
                ? HostCalls.fileSystem(ofNearestTo: directory) : HostCalls.fileSystem(of: directory)
        }
    }

    private let census: SharedCensus
    private let places: Mutex<[Place]>
    private let sizes = Mutex(DirectorySizes())
    private let size, available, files, filesFree, unreadable, teamSize: FamilyID

    /// - Parameter census: tells which teams there are, and where.
    package init(census: SharedCensus, places: [Place], registry: MetricRegistry) throws {
        self.census = census
        self.places = Mutex(places)
        size = try registry.register(Catalogue.filesystemSize)
        available = try registry.register(Catalogue.filesystemAvailable)
        files = try registry.register(Catalogue.filesystemFiles)
        filesFree = try registry.register(Catalogue.filesystemFilesFree)
        unreadable = try registry.register(Catalogue.filesystemDirectories)
        teamSize = try registry.register(Catalogue.teamSize, maxSeries: TeamFamilies.maxTeams)
    }

    /// Looks at other directories from the next look on.
    package func reconfigure(places: [Place]) { self.places.withLock { $0 = places } }

    package func collect(into registry: MetricRegistry) throws {
        let places = places.withLock { $0 }
        let found = places.map { ($0.role, $0.fileSystem) }
        let report = census.report(for: name)
        let teams = report.teams.map { ($0.team.label, Self.path(of: $0.team, in: report.rootPaths)) }
        let teamSizes = sizes.withLock { sizes in
            sizes.look(at: teams.map(\.1))
            return teams.map { ($0.0, sizes.bytes(of: $0.1)) }
        }
        registry.update { table in
            let families = [size, available, files, filesFree, unreadable, teamSize]
            for family in families { table.beginRefresh(family) }
            publish(found, into: &table)
            for (label, bytes) in teamSizes {
                if let bytes { table.set(table.series(teamSize, label), Double(bytes)) }
            }
            for family in families { table.endRefresh(family) }
        }
    }

    private func publish(_ found: [(String, FileSystemUsage?)], into table: inout MetricTable) {
        for role in Set(found.map(\.0)) {
            let missing = found.count { $0.0 == role && $0.1 == nil }
            table.set(table.series(unreadable, role), Double(missing))
        }
        let readable = found.compactMap { role, usage in usage.map { (role: role, usage: $0) } }
        for system in NamedFileSystem.distinct(readable) {
            table.set(table.series(size, system.role), Double(system.usage.sizeBytes))
            table.set(table.series(available, system.role), Double(system.usage.availableBytes))
            guard system.usage.files > 0 else { continue }
            table.set(table.series(files, system.role), Double(system.usage.files))
            table.set(table.series(filesFree, system.role), Double(system.usage.freeFiles))
        }
    }

    private static func path(of team: Team, in roots: [String]) -> [UInt8] {
        let root = roots.indices.contains(team.rootIndex) ? roots[team.rootIndex] : ""
        return Array((root + "/teams/").utf8) + team.directoryName
    }
}
