import NIOCore
import NIOHTTP1
import Synchronization

/// Streams the page's state to all that have it open: a snapshot, then what changes.
///
/// It looks once a second while somebody watches, and does nothing while nobody does. A viewer that has not taken the
/// last event gets none, so that it costs one event's memory; then it gets a snapshot, or is cut off after a while.
final class EventHub: Sendable {
    private struct Viewer {
        let stream: ResponseStream
        let since: NIODeadline
        /// Whether it has what was sent last, so that changes mean something to it.
        var isCurrent = false
    }

    private struct State {
        var viewers: [UInt64: Viewer] = [:]
        var nextViewer: UInt64 = 0
        var nextEvent: UInt64 = 1
        var timer: RepeatedTask?
        var isLooking = false
        var page: PageState?
        var sentAt = NIODeadline.now()
    }

    /// What one look gives to those who have the page before it, and to those who have none.
    private struct News: Sendable {
        let page: PageState
        let change: ByteBuffer?
        let snapshot: ByteBuffer?
    }

    private static let interval = TimeAmount.seconds(1)
    private static let heartbeat = TimeAmount.seconds(15)
    /// A viewer that takes nothing for so long is cut off.
    private static let patience = TimeAmount.seconds(30)
    /// Then a viewer has to come back, and show its password again.
    private static let longest = TimeAmount.hours(1)
    /// More open pages than anybody needs.
    static let mostViewers = 32

    private let watch: StatusWatch
    private let eventLoop: any EventLoop
    private let limit: @Sendable () -> Int
    private let state = Mutex(State())

    /// - Parameters:
    ///   - eventLoop: its timer runs there.
    ///   - limit: how many may watch at a time.
    init(_ watch: StatusWatch, eventLoop: any EventLoop, limit: @escaping @Sendable () -> Int) {
        self.watch = watch
        self.eventLoop = eventLoop
        self.limit = limit
    }

    var viewerCount: Int { state.withLock(\.viewers.count) }

    /// The endpoint's answer. `Last-Event-ID` is of no use here: each stream begins with a snapshot.
    func respond() -> HTTPResponse {
        guard viewerCount < limit() else {
            var refusal = HTTPResponse.json(
                .serviceUnavailable, fault: "too many pages are open; try again later")
            refusal.headers.add(name: "Retry-After", value: "10")
            return refusal
        }
        var response = HTTPResponse(
            .ok,
            headers: [
                "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff", "X-Accel-Buffering": "no",
            ])
        response.stream = { self.add($0) }
        return response
    }

    private func add(_ stream: ResponseStream) {
        let limit = limit()
        let id: UInt64? = state.withLock { state in
            guard state.viewers.count < limit else { return nil }
            state.nextViewer += 1
            state.viewers[state.nextViewer] = Viewer(stream: stream, since: .now())
            if state.timer == nil {
                state.timer = eventLoop.scheduleRepeatedTask(
                    initialDelay: Self.interval, delay: Self.interval
                ) { _ in self.tick() }
            }
            return state.nextViewer
        }
        // Others came in between.
        guard let id else { return stream.end() }
        stream.send(EventFrame.opening)
        stream.ended.whenComplete { _ in self.state.withLock { $0.viewers[id] = nil } }
        look()
    }

    private func tick() {
        let now = NIODeadline.now()
        let (viewers, isQuiet) = state.withLock { state in
            if state.viewers.isEmpty {
                state.timer?.cancel()
                state.timer = nil
                state.page = nil
            }
            return (state.viewers.values.map(\.self), now - state.sentAt >= Self.heartbeat)
        }
        for viewer in viewers {
            if let stuck = viewer.stream.stuckSince, now - stuck > Self.patience {
                viewer.stream.cut()
            } else if now - viewer.since > Self.longest {
                viewer.stream.end()
            }
        }
        if isQuiet { send(EventFrame.heartbeat, to: viewers) }
        if !viewers.isEmpty { look() }
    }

    private func look() {
        let work: (earlier: PageState?, needsSnapshot: Bool, id: UInt64)? = state.withLock { state in
            guard !state.isLooking else { return nil }
            state.isLooking = true
            state.nextEvent += 1
            return (state.page, state.viewers.values.contains { !$0.isCurrent }, state.nextEvent)
        }
        guard let work else { return }
        watch.answer(on: eventLoop) { status in
            let page = PageState(status)
            let change = try work.earlier.flatMap { PageChange(from: $0, to: page) }.map {
                try EventFrame.event("change", id: work.id, $0)
            }
            guard work.needsSnapshot else { return News(page: page, change: change, snapshot: nil) }
            let all = PageSnapshot(page: page, history: status.history.points, nowMs: status.nowMs)
            return News(
                page: page, change: change, snapshot: try EventFrame.event("snapshot", id: work.id, all))
        }.whenComplete { result in
            switch result {
            case .success(let news): self.take(news)
            case .failure: self.tellTrouble(id: work.id)
            }
        }
    }

    private func take(_ news: News) {
        let sendings: [(ResponseStream, ByteBuffer)] = state.withLock { state in
            state.isLooking = false
            state.page = news.page
            var sendings: [(ResponseStream, ByteBuffer)] = []
            for (id, viewer) in state.viewers {
                let isFree = viewer.stream.stuckSince == nil
                if viewer.isCurrent {
                    guard let change = news.change else { continue }
                    if isFree {
                        sendings.append((viewer.stream, change))
                    } else {
                        state.viewers[id]?.isCurrent = false
                    }
                } else if let snapshot = news.snapshot, isFree {
                    sendings.append((viewer.stream, snapshot))
                    state.viewers[id]?.isCurrent = true
                }
            }
            if !sendings.isEmpty { state.sentAt = .now() }
            return sendings
        }
        for (stream, bytes) in sendings { stream.send(bytes) }
    }

    /// The files do not answer: pages say so, and go on showing what they have.
    private func tellTrouble(id: UInt64) {
        let viewers = state.withLock { state in
            state.isLooking = false
            return state.viewers.values.map(\.self)
        }
        send(EventFrame.event("trouble", id: id, text: "{}"), to: viewers)
    }

    private func send(_ bytes: ByteBuffer, to viewers: [Viewer]) {
        state.withLock { $0.sentAt = .now() }
        for viewer in viewers where viewer.stream.stuckSince == nil { viewer.stream.send(bytes) }
    }
}
