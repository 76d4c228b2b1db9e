import NIOCore

/// Lets those who ask for the same thing at the same time wait for one piece of work.
///
/// Confined to one event loop.
final class SharedWork<Question: Hashable & Sendable, Answer: Sendable> {
    private struct Work {
        let number: Int
        let deadline: NIODeadline
        let answer: EventLoopFuture<Answer>
    }

    private var underWay: [Question: Work] = [:]
    private var begun = 0
    private let eventLoop: any EventLoop

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// The answer of the work under way if that is done by the deadline, else that of new work, for others to join.
    func join(
        _ question: Question, by deadline: NIODeadline, _ begin: () -> EventLoopFuture<Answer>
    ) -> EventLoopFuture<Answer> {
        eventLoop.preconditionInEventLoop()
        if let work = underWay[question], work.deadline <= deadline { return work.answer }
        begun += 1
        let number = begun
        let answer = begin()
        underWay[question] = Work(number: number, deadline: deadline, answer: answer)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        answer.whenComplete { _ in bound.value.ended(question, number) }
        return answer
    }

    /// Newer work for the same question may have taken its place.
    private func ended(_ question: Question, _ number: Int) {
        if underWay[question]?.number == number { underWay[question] = nil }
    }
}
