import NIOCore
import NIOHTTP1
import Synchronization

/// An answer that goes on until either side ends it.
///
/// It queues what it is given: who sends must look at `stuckSince` first, so that a client that does not read costs
/// one piece of memory.
final class ResponseStream: Sendable {
    private struct State {
        var isOpen = true
        var pieces = 0
        /// Since when the oldest piece waits to be taken.
        var stuckSince: NIODeadline?
    }

    private let channel: any Channel
    private let state = Mutex(State())
    private let ending: EventLoopPromise<Void>

    init(_ channel: any Channel) {
        self.channel = channel
        ending = channel.eventLoop.makePromise()
    }

    /// When no more can be sent, whoever ended it.
    var ended: EventLoopFuture<Void> { ending.futureResult }
    var isOpen: Bool { state.withLock(\.isOpen) }
    /// Since when the client has not taken what was sent; nil when it has it all.
    var stuckSince: NIODeadline? { state.withLock(\.stuckSince) }

    func send(_ bytes: ByteBuffer) {
        let isOpen = state.withLock { state in
            guard state.isOpen else { return false }
            state.pieces += 1
            state.stuckSince = state.stuckSince ?? .now()
            return true
        }
        guard isOpen else { return }
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(bytes))).whenComplete { _ in
            self.state.withLock { state in
                state.pieces -= 1
                if state.pieces == 0 { state.stuckSince = nil }
            }
        }
    }

    /// Ends the answer in good order.
    func end() {
        let wasOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        if wasOpen { ending.succeed() }
    }

    /// Hangs up on a client that does not read.
    func cut() {
        channel.close(promise: nil)
    }
}
