import NIOPosix

/// Runs a test's client, which blocks, where it does not hold one of the few threads that tasks share.
func offThread(_ body: @escaping @Sendable () throws -> Void) async -> Result<Void, any Error> {
    do {
        try await NIOThreadPool.singleton.runIfActive(body)
        return .success(())
    } catch {
        return .failure(error)
    }
}
