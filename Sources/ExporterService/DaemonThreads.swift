import NIOPosix

/// The threads of the daemon for all that may block.
struct DaemonThreads {
    /// Collectors and the encoding of scrapes.
    let workers: NIOThreadPool
    /// Of its own, so that a reload that waits for a slow disk takes no thread from the scrapes.
    let reload = NIOThreadPool(numberOfThreads: 1)
    let messages = NIOThreadPool(numberOfThreads: 1)
    let transcripts = NIOThreadPool(numberOfThreads: 1)
    /// Archives logs and backs teams up.
    let archive = NIOThreadPool(numberOfThreads: 1)
    /// Looks for API and page.
    let status = NIOThreadPool(numberOfThreads: 1)
    /// Keeps the queues of remote write.
    let remote = NIOThreadPool(numberOfThreads: 1)
    /// Runs bcrypt.
    let door = NIOThreadPool(numberOfThreads: 1)

    private var all: [NIOThreadPool] {
        [workers, reload, messages, transcripts, archive, status, remote, door]
    }

    /// Starts them.
    init(workers: Int) {
        self.workers = NIOThreadPool(numberOfThreads: workers)
        for pool in all { pool.start() }
    }

    /// Ends those that have nothing to do, and the others when they are done.
    func letGo() {
        for pool in all { pool.shutdownGracefully { _ in } }
    }
}
