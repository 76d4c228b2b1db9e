import Testing

@testable import OperatorChecks

@Suite("busiest stretch of errors")
struct BusiestWindowTests {
    @Test(
        "it is the largest number within five minutes",
        arguments: [
            ([], 0), ([5], 1), ([0, 299_999], 2), ([0, 300_000], 1), ([0, 100, 200, 500_000, 500_001], 3),
            ([1000, 0], 2),
        ] as [([Int64], Int)])
    func largest(moments: [Int64], expected: Int) {
        var window = BusiestWindow()
        for moment in moments { window.note(moment) }
        #expect(window.largest == expected)
    }
}
