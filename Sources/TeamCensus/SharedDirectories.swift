import TeamState

/// Teams that get in each other's way.
extension CensusReport {
    /// Directories that members of more than one living team work in, each once, however many work there.
    package var sharedDirectories: Int {
        var users: [WorkingDirectory: Int] = [:]
        var shared: Set<WorkingDirectory> = []
        for (index, judged) in teams.enumerated() where judged.status == .active {
            for directory in judged.team.members.compactMap(\.workingDirectory)
            where users.updateValue(index, forKey: directory).map({ $0 != index }) ?? false {
                shared.insert(directory)
            }
        }
        return shared.count
    }
}
