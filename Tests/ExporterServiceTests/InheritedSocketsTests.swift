import Testing

@testable import ExporterService

@Suite("inherited sockets")
struct InheritedSocketsTests {
    @Test(
        "what was not handed over to this process is not taken",
        arguments: [
            [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "8", "LISTEN_FDS": "1"],
            ["LISTEN_PID": "7", "LISTEN_FDS": "0"], ["LISTEN_PID": "7", "LISTEN_FDS": "65"],
            ["LISTEN_PID": "7", "LISTEN_FDS": "-1"], ["LISTEN_PID": "7", "LISTEN_FDS": "x"],
        ])
    func refuses(environment: [String: String]) {
        #expect(throws: ServiceError.self) {
            try InheritedSockets.descriptors(environment: environment, pid: 7)
        }
    }
}
