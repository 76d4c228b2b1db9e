/// Makes lines in the formats of many programs, as they stand together behind a collector or in a syslog.
///
/// Sixteen kinds of events, one for each rule, make up a quarter of the lines; the words and shapes are those that
/// these programs are known for, the contents are made up.
struct MixedLog {
    private static let hosts = ["combo", "node-17", "web-3", "db-primary", "edge.fra"]
    private static let users = ["root", "admin", "guest", "deploy", "postgres", "test"]
    private static let blocks = ["rdd_2_1", "rdd_7_4", "broadcast_3", "shuffle_9"]

    private var generator: SeededGenerator
    private var second = 8 * 3600

    init(seed: UInt64) { generator = SeededGenerator(seed: seed ^ 0x6D69_7865_64) }

    mutating func block(lines count: Int) -> [UInt8] {
        var text = ""
        text.reserveCapacity(count * 128)
        for _ in 0..<count {
            if number(below: 8) == 0 { second = (second + 1) % 86_400 }
            text += number(below: 4) == 0 ? event() : noise()
            text += "\n"
        }
        return Array(text.utf8)
    }

    private mutating func event() -> String {
        switch number(below: 16) {
        case 0:
            syslog(
                "sshd", "Failed password for \(user()) from \(address()) port \(number(below: 60_000)) ssh2")
        case 1: syslog("sshd", "Accepted publickey for \(user()) from \(address()) port 22 ssh2")
        case 2: syslog("sshd", "Received disconnect from \(address()): 11: Bye Bye")
        case 3: syslog("su(pam_unix)", "session opened for user \(user()) by (uid=\(number(below: 2000)))")
        case 4: syslog("kernel", "Out of memory: Killed process \(number(below: 30_000)) (java)")
        case 5: syslog("ftpd", "connection from \(address()) () at Sat Feb  7 12:00:00 2026")
        case 6: access(status: 500 + number(below: 5))
        case 7: access(status: 404)
        case 8: nginx("upstream timed out (110: Connection timed out) while reading, client: \(address())")
        case 9:
            spark("WARN", "BlockManager: Block \(pick(Self.blocks)) could not be removed as it was not found")
        case 10:
            spark(
                "INFO",
                "Executor: Finished task \(number(below: 40)).0 in stage \(number(below: 9)).0 (TID \(number(below: 9000)))"
            )
        case 11:
            hadoop(
                "WARN",
                "Slow BlockReceiver write packet to mirror took \(number(below: 900))ms (threshold=300ms)")
        case 12: hadoop("ERROR", "DataXceiver error processing WRITE_BLOCK operation  src: /\(address())")
        case 13: json("error", "payment declined", "\"amount\":\(number(below: 900))")
        case 14: json("warn", "rate limit exceeded", "\"tenant\":\"t\(number(below: 40))\"")
        default: postgres("deadlock detected")
        }
    }

    private mutating func noise() -> String {
        switch number(below: 9) {
        case 0: syslog("CRON[\(number(below: 9999))]", "(\(user())) CMD (run-parts /etc/cron.hourly)")
        case 1: syslog("systemd", "Started Session \(number(below: 9999)) of user \(user()).")
        case 2, 3: access(status: 200)
        case 4:
            spark(
                "INFO",
                "MemoryStore: Block \(pick(Self.blocks)) stored as values in memory (free \(number(below: 900)).1 KB)"
            )
        case 5:
            hadoop(
                "INFO",
                "PacketResponder \(number(below: 3)) for block blk_\(number(below: 1 << 40)) terminating")
        case 6: json("info", "request served", "\"ms\":\(number(below: 900))")
        case 7: postgres("checkpoint complete: wrote \(number(below: 900)) buffers")
        default: nginx("client closed connection while waiting for request, client: \(address())")
        }
    }

    private func syslog(_ program: String, _ text: String, host: String = "combo") -> String {
        "Feb  7 \(clock) \(host) \(program): \(text)"
    }

    private mutating func access(status: Int) -> String {
        "\(address()) - - [07/Feb/2026:\(clock) +0000] \"GET /shop/item/\(number(below: 99_999)) HTTP/1.1\" \(status) "
            + "\(number(below: 50_000)) \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\""
    }

    private func nginx(_ text: String) -> String { "2026/02/07 \(clock) [error] 31#31: *1 \(text)" }
    private func spark(_ level: String, _ text: String) -> String { "26/02/07 \(clock) \(level) \(text)" }
    private func postgres(_ text: String) -> String { "2026-02-07 \(clock).123 UTC [4711] LOG:  \(text)" }

    private mutating func hadoop(_ level: String, _ text: String) -> String {
        "2026-02-07 \(clock),\(100 + number(below: 900)) \(level) org.apache.hadoop.hdfs.server.datanode.DataNode: \(text)"
    }

    private mutating func json(_ level: String, _ text: String, _ more: String) -> String {
        "{\"time\":\"2026-02-07T\(clock)Z\",\"level\":\"\(level)\",\"message\":\"\(text)\",\"host\":\"\(pick(Self.hosts))\",\(more)}"
    }

    private var clock: String {
        [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(
            separator: ":")
    }

    private mutating func user() -> String { pick(Self.users) }
    private mutating func address() -> String {
        "10.\(number(below: 4)).\(number(below: 9)).\(number(below: 250))"
    }
    private mutating func number(below limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }
    private mutating func pick(_ words: [String]) -> String { words[number(below: words.count)] }
}

extension MixedLog {
    /// One for each kind of event; no line matches two.
    static let rules = [
        BenchRule(pattern: #"Failed password for (?P<user>\S+) from \S+ port"#, labels: ["user"]),
        BenchRule(pattern: #"Accepted (?P<method>\w+) for (?P<user>\S+) from"#, labels: ["method", "user"]),
        BenchRule(pattern: #"Received disconnect from (?P<net>\d+\.\d+)\."#, labels: ["net"]),
        BenchRule(pattern: #"session opened for user (?P<user>\w+) by"#, labels: ["user"]),
        BenchRule(pattern: #"Out of memory: Killed process \d+ \((?P<program>\w+)\)"#, labels: ["program"]),
        BenchRule(pattern: #"(?P<program>ftpd): connection from \S+"#, labels: ["program"]),
        BenchRule(pattern: #"HTTP/1\.1" (?P<status>5\d\d) "#, labels: ["status"]),
        BenchRule(pattern: #"HTTP/1\.1" (?P<status>404) "#, labels: ["status"]),
        BenchRule(pattern: #"upstream (?P<what>timed out) \(\d+"#, labels: ["what"]),
        BenchRule(pattern: #"WARN BlockManager: Block (?P<kind>[a-z]+)_\S+ could not"#, labels: ["kind"]),
        BenchRule(pattern: #"Finished task \S+ in stage (?P<stage>\d+)\."#, labels: ["stage"]),
        BenchRule(pattern: #"Slow BlockReceiver (?P<what>write \w+) to mirror"#, labels: ["what"]),
        BenchRule(
            pattern: #"DataXceiver error processing (?P<operation>\w+) operation"#, labels: ["operation"]),
        BenchRule(pattern: #"payment (?P<result>declined|refused)"#, labels: ["result"]),
        BenchRule(pattern: #"rate limit exceeded.*"tenant":"(?P<tenant>\w+)""#, labels: ["tenant"]),
        BenchRule(pattern: #"(?P<level>LOG|ERROR):  deadlock detected"#, labels: ["level"]),
    ]
}
