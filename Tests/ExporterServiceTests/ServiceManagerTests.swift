import Foundation
import MetricModel
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ExporterService

@Suite("service manager")
struct ServiceManagerTests {
    @Test(
        "a manager that cannot be reached is none",
        arguments: ["", "/", "relative", "@", "/" + String(repeating: "x", count: 107)])
    func refusesNames(name: String) {
        #expect(ServiceManager(environment: ["NOTIFY_SOCKET": name]) == nil)
    }

    @Test("nobody is told where no manager asks")
    func isAbsent() {
        #expect(ServiceManager(environment: [:]) == nil)
    }

    @Test(
        "a watch that is meant for another process, or is none, is not answered",
        arguments: [
            ([:], nil), (["WATCHDOG_USEC": "0"], nil), (["WATCHDOG_USEC": "x"], nil),
            (["WATCHDOG_USEC": "2000000"], 2_000_000),
            (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "7"], 2_000_000),
            (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "8"], nil),
        ] as [([String: String], Int64?)])
    func readsWatch(environment: [String: String], expected: Int64?) {
        let all = environment.merging(["NOTIFY_SOCKET": "/run/systemd/notify"]) { one, _ in one }
        #expect(ServiceManager(environment: all, pid: 7)?.watchdogMicroseconds == expected)
    }

    @Test("each word is one datagram, also to a name without a file", arguments: [false, true])
    func sendsWords(isAbstract: Bool) throws {
        let place = try TemporaryDirectory("notify")
        let name = isAbstract ? "@agent-teams-exporter-\(UUID().uuidString)" : "\(place.path)/notify"
        let socket = try NotifySocket(name)
        let manager = try #require(ServiceManager(environment: ["NOTIFY_SOCKET": name]))
        manager.isReady("serving\nall")
        #expect(try socket.next() == "READY=1\nSTATUS=serving all")
        manager.isStopping()
        #expect(try socket.next() == "STOPPING=1\nSTATUS=stopping")
        manager.isReloading()
        #expect(try socket.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    }

    @Test("a manager that went away is no fault")
    func survivesAbsence() throws {
        let place = try TemporaryDirectory("notify")
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": "\(place.path)/nobody"])
        try #require(manager).isReady("serving")
    }

    @Test("the watchdog gives signs of life until it is stopped")
    func givesSignsOfLife() throws {
        let place = try TemporaryDirectory("watchdog")
        let socket = try NotifySocket("\(place.path)/notify")
        let manager = ServiceManager(
            environment: ["NOTIFY_SOCKET": "\(place.path)/notify", "WATCHDOG_USEC": "20000"])
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        defer { group.shutdownGracefully { _ in } }
        let watchdog = try #require(
            Watchdog(manager, registry: MetricRegistry(), eventLoop: group.next()))
        watchdog.start()
        #expect(try socket.next() == "WATCHDOG=1")
        #expect(try socket.next() == "WATCHDOG=1")
        watchdog.stop()
    }
}
