import Foundation
import LogTailing
import TestSupport
import Testing

@testable import ExporterService

@Suite("configuration remarks")
struct ConfigurationRemarkTests {
    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory("remarks")
        try place.write("line\n", to: "logs/app.log")
        try place.makeDirectory("logs/old")
        let fifo = try ChildProcess.run("/usr/bin/mkfifo", [place.path("logs/pipe.log")])
        try #require(fifo.status == 0)
    }

    private func remarks(paths: [String], exclude: [String] = [], state: String = "state") -> [String] {
        let source = LogSource(
            name: "app", paths: paths.map(place.path), exclude: exclude.map(place.path))
        let configuration = ExporterConfiguration(
            teams: ExporterConfiguration.Teams(roots: []),
            logs: [ExporterConfiguration.Log(source: source, team: "")], logRules: [])
        return ConfigurationRemark.all(of: configuration, stateDirectory: place.path(state)).map {
            $0.line.replacingOccurrences(of: place.path, with: "")
        }
    }

    @Test("files that are there are not remarked on")
    func good() {
        #expect(remarks(paths: ["logs/app.log", "logs/a*.log"]).isEmpty)
    }

    @Test("a path that leads to nothing is a note, for the file may come")
    func absent() {
        #expect(remarks(paths: ["logs/none.log"]) == ["note: log 'app': no file matches /logs/none.log yet"])
        #expect(remarks(paths: ["none/**/*.log"]) == ["note: log 'app': no file matches /none/**/*.log yet"])
    }

    @Test("a directory and a FIFO are warned of, unless they are excluded")
    func notFiles() {
        #expect(
            remarks(paths: ["logs/old"]).first?.hasPrefix("warning: log 'app': /logs/old is a dir") == true)
        #expect(remarks(paths: ["logs/*.log"]).first?.contains("/logs/pipe.log is a FIFO") == true)
        #expect(remarks(paths: ["logs/*.log"], exclude: ["logs/p*"]).isEmpty)
    }

    @Test("a state directory that is a file, or below one, is warned of; one that can be made is not")
    func state() throws {
        #expect(remarks(paths: ["logs/app.log"], state: "a/b/c").isEmpty)
        #expect(remarks(paths: ["logs/app.log"], state: "logs").isEmpty)
        for taken in ["logs/app.log", "logs/app.log/state"] {
            let lines = remarks(paths: ["logs/app.log"], state: taken)
            #expect(lines.count == 1)
            #expect(lines.first?.hasPrefix("warning: the state directory /\(taken) ") == true)
            #expect(lines.first?.contains("--state.dir") == true)
        }
    }
}
