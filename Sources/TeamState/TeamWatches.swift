/// The watches on the three folders whose files tell of one team.
struct TeamWatches: Sendable {
    /// Paths from the top of the file system, or as the operator gave the root.
    struct Paths: Sendable {
        let team: PathBytes
        let inboxes: PathBytes
        let tasks: PathBytes

        init(root: PathBytes, name: PathBytes) {
            team = root.appending(PathBytes("teams")).appending(name)
            inboxes = team.appending(PathBytes("inboxes"))
            tasks = root.appending(PathBytes("tasks")).appending(name)
        }
    }

    private var team: FolderWatch.Number?
    private var inboxes: FolderWatch.Number?
    private var tasks: FolderWatch.Number?

    /// Watches what is there; to be called before the folders are read, so that nothing falls in between.
    mutating func renew(_ paths: Paths, by watch: FolderWatch) {
        let old = self
        team = watch.add(paths.team)
        inboxes = watch.add(paths.inboxes)
        tasks = watch.add(paths.tasks)
        for number in old.numbers where !numbers.contains(number) { watch.remove(number) }
    }

    func end(by watch: FolderWatch) {
        for number in numbers { watch.remove(number) }
    }

    /// True when every folder that exists is watched, so that silence means that nothing happened.
    func cover(hasInboxes: Bool, hasTasks: Bool) -> Bool {
        team != nil && (inboxes != nil || !hasInboxes) && (tasks != nil || !hasTasks)
    }

    func haveNews(_ watch: FolderWatch) -> Bool { numbers.contains { watch.hasNews(of: $0) } }

    private var numbers: [FolderWatch.Number] { [team, inboxes, tasks].compactMap { $0 } }
}
