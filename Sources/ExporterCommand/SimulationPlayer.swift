import LogPipeline
import Simulation
import Synchronization

/// Plays a simulation on a thread of its own until told to stop.
final class SimulationPlayer {
    private final class StopFlag: Sendable {
        let isSet = Atomic(false)
    }

    private let flag = StopFlag()
    private let thread: WorkerThread

    init(_ simulation: Simulation) throws {
        let flag = flag
        thread = try Self.start {
            var simulation = simulation
            do throws(SimulationError) {
                try simulation.run { flag.isSet.load(ordering: .relaxed) }
            } catch {
                Terminal.printError("\(Terminal.programName): the simulation stopped: \(error.message)")
            }
        }
    }

    private static func start(_ body: sending @escaping () -> Void) throws -> WorkerThread {
        do throws(WorkerThreadError) {
            return try WorkerThread(body)
        } catch {
            throw CommandFailure(.internalFailure, error.message)
        }
    }

    func stop() {
        flag.isSet.store(true, ordering: .relaxed)
        // A player that hangs in a dead file system ends with the program.
        _ = thread.join(within: .seconds(1))
    }
}
