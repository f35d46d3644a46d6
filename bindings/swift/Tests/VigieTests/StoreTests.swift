import Foundation
import XCTest

@testable import Vigie

/// Storage for tests: slow, so that calls at once meet, and nothing outlives the process.
actor SlowStorage: SnapshotStorage {
    private(set) var rows: [String: Data] = [:]

    func load(_ thread: String) async throws -> Data? {
        await Task.yield()
        return rows[thread]
    }

    func save(_ snapshot: Data, for thread: String) async throws {
        await Task.yield()
        rows[thread] = snapshot
    }

    func delete(_ thread: String) async throws {
        rows[thread] = nil
    }
}

/// What a callback was told, from any thread.
final class Told: @unchecked Sendable {
    private let lock = NSLock()
    private var names: [String] = []

    func add(_ name: String) { lock.withLock { names.append(name) } }

    var all: [String] { lock.withLock { names } }
}

final class StoreTests: XCTestCase {
    private let storage = SlowStorage()
    private let damaged = Told()

    private func store() -> ConversationStore {
        let damaged = damaged
        return ConversationStore(detector: TestData.detector, storage: storage) { damaged.add($0) }
    }

    func testAStoreThatIsBuiltAnewBeforeEveryMessageAnswersTheSame() async throws {
        let expected = TestData.replay(TestData.chat).0
        for (message, one) in zip(TestData.chat, expected) {
            let found = try await store().assess(message, in: "lou")
            XCTAssertEqual([found.score], [one.score])
            XCTAssertEqual(found.alert, one.alert)
            XCTAssertEqual(found.signals, one.signals)
        }
        var alerting = try await store().isAlerting("lou")
        XCTAssertTrue(alerting)
        try await store().acknowledge("lou")
        alerting = try await store().isAlerting("lou")
        XCTAssertFalse(alerting)
    }

    func testCallsAtOnceForOneThreadLoseNothing() async throws {
        let store = store()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let message = Message(sender: "x", text: "see you at \(number)", role: .contact)
                    _ = try await store.assess(message, in: "lou")
                }
            }
            try await group.waitForAll()
        }
        let stored = await storage.rows["lou"]
        XCTAssertEqual(try Conversation.restore(bytes: try XCTUnwrap(stored)).messages(), 200)
    }

    func testEveryThreadHasASaltOfItsOwn() async throws {
        for thread in ["a", "b"] {
            _ = try await store().assess(Message(sender: "x", text: "hello", role: .contact), in: thread)
        }
        let rows = await storage.rows
        XCTAssertNotEqual(rows["a"], rows["b"])
    }

    func testDamagedBytesBeginAnewAndAreTold() async throws {
        try await storage.save(Data(repeating: 0, count: 9), for: "lou")
        _ = try await store().assess(TestData.chat, in: "lou")
        XCTAssertEqual(damaged.all, ["lou"])
    }

    func testNewerBytesAreLeftAsTheyAre() async throws {
        var newer = Conversation().snapshot()
        newer[3] = 99
        try await storage.save(newer, for: "lou")
        do {
            _ = try await store().assess(TestData.chat, in: "lou")
            XCTFail("newer bytes are refused")
        } catch VigieError.NewerSnapshot {
            let stored = await storage.rows["lou"]
            XCTAssertEqual(stored, newer)
        }
    }

    func testFeedbackIsKeptAndADraftChangesNothing() async throws {
        _ = try await store().assess(TestData.chat, in: "lou")
        let before = await storage.rows["lou"]
        let draft = Message(sender: "me", text: "call me 555 0100 4477", role: .protected)
        let found = try await store().assessDraft(draft, in: "lou")
        XCTAssertTrue(found.hold)
        XCTAssertEqual(found.moment, "about_to_send")
        XCTAssertEqual(found.contents, [DraftContent(kind: "personal_info", start: 8, end: 21)])
        let after = await storage.rows["lou"]
        XCTAssertEqual(after, before)
        try await store().trust("b", in: "lou")
        let stored = await storage.rows["lou"]
        XCTAssertTrue(try Conversation.restore(bytes: XCTUnwrap(stored)).isTrusted(sender: "b"))
        try await store().distrust("b", in: "lou")
        try await store().dismiss("lou")
        let alerting = try await store().isAlerting("lou")
        XCTAssertFalse(alerting)
    }

    func testADetectorIsReplacedWhileChatsGoOn() async throws {
        let store = ConversationStore(detector: try Detector(options: DetectorOptions(rulesOnly: true)), storage: storage)
        let message = Message(sender: "x", text: "zorg the chat", role: .contact)
        let keyring = try Signed.keyring()
        func fetched(_ file: String) throws -> Detector {
            let packs = [TestData.signed(file)]
            return try Detector(options: DetectorOptions(rulesOnly: true, signedPacks: packs), keyring: keyring)
        }
        try await withThrowingTaskGroup(of: Int.self) { group in
            for thread in ["a", "b", "c", "d"] {
                group.addTask {
                    var unseen = 0
                    while try await store.assess(message, in: thread).reasons != ["Asks to zorg"] { unseen += 1 }
                    let later = try await store.assess(message, in: thread)
                    XCTAssertEqual(later.reasons, ["Asks to zorg"], "a chat never goes back to the old one")
                    return unseen
                }
            }
            while await storage.rows.count < 4 { try await Task.sleep(nanoseconds: 1_000_000) }
            XCTAssertThrowsError(try fetched("older.signed"))
            await store.replaceDetector(try fetched("pack.signed"))
            for try await unseen in group { XCTAssertGreaterThan(unseen, 0, "the old one was asked first") }
        }
    }

    func testADeletedChatIsForgotten() async throws {
        _ = try await store().assess(TestData.chat, in: "lou")
        try await store().forget("lou")
        let stored = await storage.rows["lou"]
        XCTAssertNil(stored)
    }
}
