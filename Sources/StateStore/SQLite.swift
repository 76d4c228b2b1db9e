/// Every call into SQLite that the program makes stands in this file; no pointer of SQLite leaves it.
import CSQLite

/// What SQLite says of a failure, in its own numbers and words.
struct SQLiteError: Error, Equatable {
    /// SQLite's extended result code (sqlite.org/rescode.html).
    let extendedCode: Int32
    let text: String

    /// The low byte of the extended code: the kind of failure.
    var code: Int32 { extendedCode & 0xFF }

    var isDiskFull: Bool { code == SQLITE_FULL }
    var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    /// The content is at fault, not the access to it: no later attempt will find it better.
    ///
    /// `SQLITE_ERROR` is what a statement of ours gets when its table is missing, `SQLITE_MISMATCH` when
    /// rows contradict the schema.
    var isDamage: Bool {
        switch code {
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT, SQLITE_ERROR, SQLITE_MISMATCH: true
        default: false
        }
    }

    /// A rule of the schema forbids the change.
    var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    var message: String { "\(text) (SQLite error \(extendedCode))" }

    static let diskFull = SQLiteError(extendedCode: SQLITE_FULL, text: "database or disk is full")

    /// Damage that we found in what SQLite read without complaint.
    static func damage(_ text: String) -> SQLiteError {
        SQLiteError(extendedCode: SQLITE_CORRUPT, text: text)
    }
}

/// One open database. Belongs to one thread at a time; closed with its last reference, and statements hold one.
@safe
final class SQLiteConnection {
    enum Access {
        case readWrite
        case readOnly
        /// Promises SQLite that nobody writes: it then needs no lock and no shared memory, and ignores the WAL.
        case immutable
    }

    fileprivate let handle: OpaquePointer

    /// The file must exist: who creates it decides on its mode.
    init(path: String, access: Access, busyTimeoutMilliseconds: Int32 = 100) throws(SQLiteError) {
        let flags =
            SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
            | (access == .readWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
        let name = Self.uri(path) + (access == .immutable ? "?immutable=1" : "")
        var opened: OpaquePointer?
        // SQLite writes one pointer, also on most failures; it is closed below or in deinit.
        let code = unsafe sqlite3_open_v2(name, &opened, flags, nil)
        guard let opened = unsafe opened else {
            throw SQLiteError(extendedCode: code, text: "out of memory")
        }
        unsafe handle = opened
        // Invariant from here on: `handle` is open until deinit, and only this file reaches it.
        unsafe sqlite3_extended_result_codes(handle, 1)
        if code != SQLITE_OK { throw failure(code) }
        unsafe sqlite3_busy_timeout(handle, busyTimeoutMilliseconds)
        // SQLite opens what it may not write for reading, and would say so at the first commit only.
        if access == .readWrite, unsafe sqlite3_db_readonly(handle, "main") != 0 {
            throw SQLiteError(extendedCode: SQLITE_READONLY, text: Self.describe(SQLITE_READONLY))
        }
    }

    deinit {
        // The last reference is gone, so no statement is left; SQLite checkpoints the WAL when nobody else has it.
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that take no values and whose rows nobody wants.
    func execute(_ statements: String) throws(SQLiteError) {
        // SQLite copies the text; no callback, no message buffer.
        let code = unsafe sqlite3_exec(handle, statements, nil, nil, nil)
        if code != SQLITE_OK { throw failure(code) }
    }

    func prepare(_ statement: String) throws(SQLiteError) -> SQLiteStatement {
        try SQLiteStatement(self, statement)
    }

    /// The first column of the first row; `nil` without one.
    func integer(_ query: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(query)
        return try statement.next() ? statement.integer(0) : nil
    }

    func text(_ query: String) throws(SQLiteError) -> String? {
        let statement = try prepare(query)
        return try statement.next() ? statement.text(0) : nil
    }

    var isInTransaction: Bool {
        // Open until deinit.
        unsafe sqlite3_get_autocommit(handle) == 0
    }

    /// Rows that the last finished INSERT, UPDATE or DELETE changed.
    var changedRows: Int {
        // Open until deinit.
        unsafe Int(sqlite3_changes(handle))
    }

    fileprivate func failure(_ code: Int32) -> SQLiteError {
        // The message is valid until the next call on this connection; it is copied at once.
        let text = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) }
        let extended = unsafe sqlite3_extended_errcode(handle)
        // A misuse is reported by the code alone: then the connection still tells of an earlier call.
        return extended & 0xFF == code & 0xFF
            ? SQLiteError(extendedCode: extended, text: text ?? "unknown")
            : SQLiteError(extendedCode: code, text: Self.describe(code))
    }

    fileprivate static func describe(_ code: Int32) -> String {
        // A static string inside SQLite.
        unsafe sqlite3_errstr(code).map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// A path as a URI (RFC 3986): in the other form SQLite would read `?` and `#` as parts of it.
    private static func uri(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var uri = "file:"
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                uri += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return uri
    }
}

/// One prepared statement, kept open and run again and again. Parameters and columns count from 0.
@safe
final class SQLiteStatement {
    private let connection: SQLiteConnection
    private let handle: OpaquePointer

    fileprivate init(_ connection: SQLiteConnection, _ text: String) throws(SQLiteError) {
        self.connection = connection
        var prepared: OpaquePointer?
        // The connection is open as long as we hold it; SQLite copies the text and writes one pointer.
        let code = unsafe sqlite3_prepare_v3(
            connection.handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard code == SQLITE_OK, let prepared = unsafe prepared else { throw connection.failure(code) }
        unsafe handle = prepared
    }

    deinit {
        // Ours alone, and the connection below it is still open.
        unsafe sqlite3_finalize(handle)
    }

    // Invariant of all bindings: the handle is open until deinit. SQLite copies text and bytes (`transient`), so
    // that nothing of ours needs to outlive the call. A failure (no memory) leaves NULL, which the schema refuses.

    func bind(_ value: Int64, at index: Int32) {
        // As above.
        _ = unsafe sqlite3_bind_int64(handle, index + 1, value)
    }

    func bind(_ value: Int64?, at index: Int32) {
        guard let value else {
            // As above.
            _ = unsafe sqlite3_bind_null(handle, index + 1)
            return
        }
        bind(value, at: index)
    }

    func bind(_ value: String, at index: Int32) {
        var value = value
        value.withUTF8 { bytes in
            // As above; an empty string may have no address, which SQLite would take for NULL.
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                let start = unsafe characters.baseAddress ?? emptyText
                _ = unsafe sqlite3_bind_text64(
                    handle, index + 1, start, UInt64(characters.count), transient, UInt8(SQLITE_UTF8))
            }
        }
    }

    func bind(_ value: [UInt8], at index: Int32) {
        guard !value.isEmpty else {
            // As above; empty bytes have no address, which SQLite would take for NULL.
            _ = unsafe sqlite3_bind_zeroblob(handle, index + 1, 0)
            return
        }
        unsafe value.withUnsafeBytes { bytes in
            // As above.
            _ = unsafe sqlite3_bind_blob64(
                handle, index + 1, bytes.baseAddress, UInt64(bytes.count), transient)
        }
    }

    /// Runs a statement that gives no rows, to its end.
    func run() throws(SQLiteError) {
        while try next() {}
    }

    /// Goes to the next row. After the last one, and after a failure, the statement is ready to be run anew.
    func next() throws(SQLiteError) -> Bool {
        // Open until deinit.
        let code = unsafe sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE {
            reset()
            return false
        }
        let error = connection.failure(code)
        reset()
        throw error
    }

    /// Leaves the rows that were not read.
    func reset() {
        // Open until deinit; the code repeats the failure of the last step, which was handled there.
        _ = unsafe sqlite3_reset(handle)
    }

    // Invariant of all columns: read between `next()` and the next call on the statement, and copied at once.

    func integer(_ column: Int32) -> Int64 {
        // As above.
        unsafe sqlite3_column_int64(handle, column)
    }

    func optionalInteger(_ column: Int32) -> Int64? {
        // As above.
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL ? nil : sqlite3_column_int64(handle, column)
    }

    func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    func bytes(_ column: Int32) -> [UInt8] {
        // As above. SQLite gives no address for no bytes.
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        let count = unsafe Int(sqlite3_column_bytes(handle, column))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

/// A copy of a database under way: it goes on in steps, and what the source's connection commits meanwhile goes
/// into the part already copied too (sqlite.org/backup.html).
@safe
final class SQLiteBackup {
    private let source: SQLiteConnection
    private let target: SQLiteConnection
    private var handle: OpaquePointer?

    init(from source: SQLiteConnection, to target: SQLiteConnection) throws(SQLiteError) {
        self.source = source
        self.target = target
        // Both connections are open as long as we hold them; `main` is the one database of each.
        unsafe handle = sqlite3_backup_init(target.handle, "main", source.handle, "main")
        if unsafe handle == nil { throw target.failure(SQLITE_ERROR) }
    }

    deinit {
        // Ours alone; nil once finished, which SQLite accepts.
        _ = unsafe sqlite3_backup_finish(handle)
    }

    /// Copies up to `pages` pages; true when all are copied. A busy source or target costs nothing but time.
    func step(pages: Int32) throws(SQLiteError) -> Bool {
        // Open until finished or deinit.
        let code = unsafe sqlite3_backup_step(handle, pages)
        switch code {
        case SQLITE_DONE: return true
        case SQLITE_OK, SQLITE_BUSY, SQLITE_LOCKED: return false
        default: throw SQLiteError(extendedCode: code, text: SQLiteConnection.describe(code))
        }
    }

    func finish() throws(SQLiteError) {
        // Ours; it is not used again.
        let code = unsafe sqlite3_backup_finish(handle)
        unsafe handle = nil
        if code != SQLITE_OK { throw target.failure(code) }
    }
}

/// Asks SQLite to copy what is bound; the macro of the header, a cast that Swift does not import.
private let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

/// An address for text of no bytes.
nonisolated(unsafe) private let emptyText: UnsafePointer<CChar> = {
    // Allocated once for the life of the program and never written again.
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    unsafe byte.initialize(to: 0)
    return unsafe UnsafePointer(byte)
}()
