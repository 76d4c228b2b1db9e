import Testing

@testable import LogInspection

@Suite("alerts played over samples")
struct AlertReplayTests {
    /// Values of Prometheus 3's `increase(x[5m])` with a sample each minute, asked half a minute after the last.
    @Test(
        "an increase is extrapolated as Prometheus does it",
        arguments: [
            ([0, 0, 0, 0, 1], 1.125), ([0, 1, 2, 3, 4], 4.5), ([10, 11, 12, 13, 14], 5),
            ([3, 3, 3, 3, 3], 0), ([7, 7, 7, 7, 7, 9, 9, 9, 9, 9], 0), ([5, 9, 9, 9, 9, 9], 0),
            ([0, 4], 6), ([2, 4], 4), ([1, 1, 2], 1.5), ([100, 101], 2),
        ] as [([Double], Double)])
    func increase(_ samples: [Double], _ expected: Double) throws {
        var window = SampleWindow(capacity: 5)
        for sample in samples { window.append(sample) }
        let increase = try #require(window.increase)
        #expect(abs(increase - expected) < 1e-9, "\(increase)")
    }

    @Test("a single sample is no increase")
    func single() {
        var window = SampleWindow(capacity: 5)
        #expect(window.increase == nil)
        window.append(7)
        #expect(window.increase == nil)
    }

    /// Evaluates once a minute: `+` where the expression has a value.
    private func firings(_ signs: String, hold: Int64 = 0, keep: Int64 = 0) -> [[Int64?]] {
        var course = AlertCourse()
        for (minute, sign) in signs.enumerated() {
            course.evaluate(sign == "+", at: Int64(minute) * 60, hold: hold * 60, keep: keep * 60)
        }
        return course.firings.map { [$0.start / 60, $0.end.map { $0 / 60 }] }
    }

    @Test("without waiting it fires at once and ends at the first evaluation that finds nothing")
    func plain() {
        #expect(firings("--+-++-") == [[2, 3], [4, 6]])
        #expect(firings("-++") == [[1, nil]])
    }

    @Test("'for' lets it fire only when it held all the time, the last evaluation included")
    func hold() {
        #expect(firings("-+++-++++-", hold: 3) == [[8, 9]])
        #expect(firings("+++", hold: 2) == [[2, nil]])
        #expect(firings("++", hold: 2) == [])
    }

    @Test("'keep_firing_for' bridges gaps shorter than itself, and a pending alert knows none")
    func keep() {
        #expect(firings("+--+---", keep: 3) == [[0, nil]])
        #expect(firings("+--+----", keep: 3) == [[0, 7]])
        #expect(firings("+---+", keep: 3) == [[0, nil]])
        #expect(firings("+----+", keep: 3) == [[0, 4], [5, nil]])
        #expect(firings("+-+++---", hold: 2, keep: 2) == [[4, 7]])
    }
}
