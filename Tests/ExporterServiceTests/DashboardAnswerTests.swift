import Collectors
import Testing

@testable import ExporterService

@Suite("judging the dashboard's answer")
struct DashboardAnswerTests {
    @Test(
        "the body decides as well as the status",
        arguments: [
            (200, "application/json", "{}", .up),
            (200, "application/json", #"{"teams": []}"#, .up),
            (200, "application/json", #"{"error": "no such team"}"#, .error),
            (200, "application/json; charset=utf-8", #" {"error": {"code": 1}}"#, .error),
            (200, "application/json", #"{"error": null}"#, .up),
            (200, "application/json", "[]", .up),
            (200, "application/json", "", .malformed),
            (200, "application/json", #"{"error": "#, .malformed),
            (200, "text/plain", #"{"error": "x"}"#, .error),
            (200, nil, #"{"error": "x"}"#, .error),
            (200, "text/html", "<html>error</html>", .up),
            (204, nil, "", .up),
            (404, "application/json", "{}", .status),
            (302, "text/html", "", .status),
            (500, "application/json", #"{"error": "x"}"#, .status),
        ] as [(Int, String?, String, DashboardSight.Result)])
    func results(status: Int, type: String?, body: String, expected: DashboardSight.Result) {
        #expect(
            DashboardAnswer.result(status: status, contentType: type, body: Array(body.utf8)) == expected)
    }
}
