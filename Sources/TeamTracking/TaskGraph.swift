import TeamState

/// Which open tasks wait for which. Pure.
struct TaskGraph {
    /// For each open task the open tasks that it waits for, by place.
    private let blockers: [[Int]]

    /// - Parameter tasks: the open ones.
    init(_ tasks: [TeamTask]) {
        var places: [String: [Int]] = [:]
        for (place, task) in tasks.enumerated() {
            if let id = task.id { places[id, default: []].append(place) }
        }
        blockers = tasks.map { task in Set(task.blockedBy.flatMap { places[$0] ?? [] }).sorted() }
    }

    /// Tasks in the longest row in which each waits for the next; those that wait in a circle are left out.
    var longestChain: Int { peeled().longest }

    /// Groups of tasks that wait for one another in a circle, so that none of them can ever begin.
    var cycles: Int {
        let rest = peeled().rest
        return rest.isEmpty ? 0 : circles(among: rest)
    }

    /// Takes away tasks that wait for nothing, again and again (Kahn).
    private func peeled() -> (longest: Int, rest: Set<Int>) {
        var waiting = blockers.map(\.count)
        var dependents: [[Int]] = Array(repeating: [], count: blockers.count)
        for (task, others) in blockers.enumerated() { for other in others { dependents[other].append(task) } }
        var lengths = Array(repeating: 1, count: blockers.count)
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        var rest = Set(blockers.indices)
        var longest = 0
        while let task = ready.popLast() {
            rest.remove(task)
            longest = max(longest, lengths[task])
            for dependent in dependents[task] {
                lengths[dependent] = max(lengths[dependent], lengths[task] + 1)
                waiting[dependent] -= 1
                if waiting[dependent] == 0 { ready.append(dependent) }
            }
        }
        return (longest, rest)
    }

    /// Strongly connected groups with an edge inside (Kosaraju, without recursion: a list may hold 100,000 tasks).
    private func circles(among tasks: Set<Int>) -> Int {
        let order = finishingOrder(of: tasks)
        var dependents: [Int: [Int]] = [:]
        for task in tasks {
            for other in blockers[task] where tasks.contains(other) {
                dependents[other, default: []].append(task)
            }
        }
        var unseen = tasks
        var count = 0
        for root in order.reversed() where unseen.remove(root) != nil {
            var group = 1
            var stack = [root]
            while let task = stack.popLast() {
                for next in dependents[task] ?? [] where unseen.remove(next) != nil {
                    group += 1
                    stack.append(next)
                }
            }
            if group > 1 || blockers[root].contains(root) { count += 1 }
        }
        return count
    }

    /// The tasks in the order in which a walk from each to its blockers leaves them.
    private func finishingOrder(of tasks: Set<Int>) -> [Int] {
        var unseen = tasks
        var order: [Int] = []
        for root in tasks.sorted() where unseen.remove(root) != nil {
            var stack = [(task: root, next: 0)]
            while let top = stack.last {
                guard top.next < blockers[top.task].count else {
                    order.append(top.task)
                    stack.removeLast()
                    continue
                }
                stack[stack.count - 1].next += 1
                let blocker = blockers[top.task][top.next]
                if unseen.remove(blocker) != nil { stack.append((blocker, 0)) }
            }
        }
        return order
    }
}
