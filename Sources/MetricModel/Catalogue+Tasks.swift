/// Families of the collector `messages` that are defined by the task lists of the teams.
extension Catalogue {
    package static let tasks = MetricDescriptor(
        "orchestrator_tasks",
        .gauge,
        labels: ["team_name", "status"],
        help: "Number of tasks of the team by status; without the entries that stand for spawned teammates.",
        collector: "messages"
    )
    package static let internalTasks = MetricDescriptor(
        "orchestrator_internal_tasks",
        .gauge,
        labels: ["team_name"],
        help: "Number of entries in the team's task list that stand for spawned teammates and are no work.",
        collector: "messages"
    )
    package static let tasksClaimable = MetricDescriptor(
        "orchestrator_tasks_claimable",
        .gauge,
        labels: ["team_name"],
        help: "Number of pending tasks without an owner that wait for no other task.",
        collector: "messages"
    )
    package static let tasksBlocked = MetricDescriptor(
        "orchestrator_tasks_blocked",
        .gauge,
        labels: ["team_name"],
        help: "Number of pending tasks that wait for another one which is neither completed nor gone.",
        collector: "messages"
    )
    package static let taskOldestInProgress = MetricDescriptor(
        "orchestrator_task_oldest_in_progress_seconds",
        .gauge,
        unit: "seconds",
        labels: ["team_name"],
        help:
            "For how many seconds the oldest task in progress is so, by its last change, or since it was first seen when it "
            + "bears no date; absent when none is.",
        collector: "messages"
    )
    package static let taskCycles = MetricDescriptor(
        "orchestrator_task_dependency_cycles",
        .gauge,
        labels: ["team_name"],
        help: "Number of groups of open tasks that wait for one another in a circle, so that none can begin.",
        collector: "messages"
    )
    package static let taskLongestChain = MetricDescriptor(
        "orchestrator_task_longest_chain",
        .gauge,
        labels: ["team_name"],
        help: "Number of open tasks in the longest row in which each waits for the next.",
        collector: "messages"
    )

    static let taskFamilies: [MetricDescriptor] = [
        tasks, internalTasks, tasksClaimable, tasksBlocked, taskOldestInProgress, taskCycles,
        taskLongestChain,
    ]
}
