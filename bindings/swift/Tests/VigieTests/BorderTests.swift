import Foundation
import XCTest

@testable import Vigie

/// Building, failing, hostile bytes, threads, and what print shows.
final class BorderTests: XCTestCase {
    private func own(_ text: String) -> DetectorOptions {
        let packs = [TomlDocument(name: "en/demo.toml", bytes: Data(text.utf8))]
        return DetectorOptions(rulesOnly: true, embeddedPacks: false, packs: packs)
    }

    func testADetectorOfOwnPacksSeesWhatTheySay() throws {
        let detector = try Detector(options: own(TestData.pack))
        XCTAssertEqual(detector.info(), DetectorInfo(languages: ["en"], rules: 1, model: false, signed: []))
        let message = Message(sender: "stranger", text: "🙂 pay or everyone sees it", role: .contact)
        let found = detector.assess(conversation: Conversation(), message: message)
        XCTAssertTrue(found.alert)
        XCTAssertEqual(found.reasons, ["Threatens to show it to others"])
        let signal = try XCTUnwrap(found.signals.first)
        XCTAssertEqual(signal.kind, SignalKinds.exposureThreat)
        XCTAssertEqual(signal.reason, "Threatens to show it to others")
        XCTAssertEqual(message.text[try XCTUnwrap(signal.range(in: message.text))], "pay or everyone sees")
        XCTAssertNil(signal.range(in: "another"))
    }

    func testABadPackIsNamed() {
        let bad = TestData.pack.replacingOccurrences(of: "pay ~3 or everyone sees\"", with: "pay (((\"")
        XCTAssertThrowsError(try Detector(options: own(bad))) { fault in
            guard case VigieError.Pack(let message) = fault else { return XCTFail("\(fault)") }
            for part in ["en/demo.toml", "en.exposure_threat.demo", "phrases"] {
                XCTAssertTrue(message.contains(part), message)
            }
        }
    }

    func testABadModelIsRefused() {
        let model = ModelDocument(bytes: Data(repeating: 7, count: 100), weights: "")
        XCTAssertThrowsError(try Detector(options: DetectorOptions(model: model))) { fault in
            guard case VigieError.Model = fault else { return XCTFail("\(fault)") }
        }
    }

    func testHostileBytesAreAnError() throws {
        let snapshot = TestData.replay(TestData.chat).1
        for cut in 0..<snapshot.count {
            XCTAssertThrowsError(try Conversation.restore(bytes: snapshot.prefix(cut)))
        }
        for at in stride(from: 0, to: snapshot.count, by: 7) {
            var flipped = snapshot
            flipped[at] ^= 4
            XCTAssertThrowsError(try Conversation.restore(bytes: flipped))
        }
        var newer = snapshot
        newer[3] = 99
        XCTAssertThrowsError(try Conversation.restore(bytes: newer)) { fault in
            guard case VigieError.NewerSnapshot = fault else { return XCTFail("\(fault)") }
        }
    }

    func testBatchAndStateGiveWhatSingleMessagesGive() throws {
        let (singles, snapshot) = TestData.replay(TestData.chat)
        XCTAssertTrue(singles.contains { $0.alert })
        let conversation = Conversation()
        XCTAssertEqual(TestData.detector.assessBatch(conversation: conversation, messages: TestData.chat), singles)
        XCTAssertEqual(conversation.snapshot(), snapshot)
        let step = try TestData.detector.assessState(state: Data(), messages: TestData.chat)
        XCTAssertEqual(step, StateAssessed(assessments: singles, state: snapshot))
    }

    func testAKilledHostGoesOnAsIfNeverKilled() throws {
        let (expected, last) = TestData.replay(TestData.chat)
        let first = TestData.replay(Array(TestData.chat.prefix(7))).1
        let conversation = try Conversation.restore(bytes: first)
        let rest = TestData.detector.assessBatch(conversation: conversation, messages: Array(TestData.chat.dropFirst(7)))
        XCTAssertEqual(rest, Array(expected.dropFirst(7)))
        XCTAssertEqual(conversation.snapshot(), last)
    }

    func testThreadsShareADetectorAndAConversation() {
        let expected = TestData.replay(TestData.chat).1
        let shared = Conversation()
        DispatchQueue.concurrentPerform(iterations: 64) { number in
            XCTAssertEqual(TestData.replay(TestData.chat).1, expected)
            let message = Message(sender: "\(number)", text: "see you tomorrow", role: .contact)
            _ = TestData.detector.assess(conversation: shared, message: message)
        }
        XCTAssertEqual(shared.messages(), 64)
    }

    func testPrintShowsNoText() {
        let shown = "\(Message(sender: "zanzibar", text: "my secret word is xylophone", role: .contact))"
        XCTAssertEqual(shown, "Message(Contact, 27 bytes of text)")
    }

    func testTheConstantsAreTheLibrarys() {
        // crates/vigie-ffi/tests/bindings.rs compares every name with the library's list.
        XCTAssertEqual(signalKinds().first, SignalKinds.ageQuestion)
        XCTAssertEqual(signalKinds().last, SignalKinds.play)
    }

    func testTenThousandMessagesStayBounded() {
        let conversation = Conversation()
        let lines = TestData.scenarios.prefix(20).flatMap { TestData.messages($0) }
        for number in 0..<10_000 {
            let text = lines[number % lines.count].text
            let message = Message(sender: "\(number % 5)", text: text, role: .contact, id: "\(number)")
            _ = TestData.detector.assess(conversation: conversation, message: message)
        }
        XCTAssertEqual(conversation.messages(), 10_000)
        XCTAssertLessThanOrEqual(conversation.snapshot().count, 4096)
    }
}
