import Foundation
import XCTest

@testable import Vigie

actor ThreadTable: SnapshotStorage {
    private var rows: [String: Data] = [:]

    func load(_ thread: String) async throws -> Data? { rows[thread] }

    func save(_ snapshot: Data, for thread: String) async throws { rows[thread] = snapshot }

    func delete(_ thread: String) async throws { rows[thread] = nil }
}

/// The Swift samples of the documents: this file has each of them, line by line, and runs it.
final class DocumentsTests: XCTestCase {
    func testEverySampleIsHere() throws {
        let own = try lines("bindings/swift/Tests/VigieTests/DocumentsTests.swift")
        for document in ["bindings/swift/README.md", "docs/integration/ios.md"] {
            let text = try lines(document)
            let starts = text.indices.filter { text[$0] == "```swift" }
            XCTAssertFalse(starts.isEmpty, document)
            for start in starts {
                let sample = Array(text[(start + 1)...].prefix { $0 != "```" })
                let found = own.indices.contains { own[$0...].starts(with: sample) }
                XCTAssertTrue(found, "\(document): \(sample)")
            }
        }
    }

    func testTheSampleOfTheReadmeRuns() throws {
        let detector = try Detector()
        let conversation = Conversation()
        let message = Message(sender: "x1", text: "pay me 200 or everyone at your school sees it", role: .contact)
        let assessment = detector.assess(conversation: conversation, message: message)
        assert(assessment.alert)
        for signal in assessment.signals {
            print(signal.kind, message.text[signal.range(in: message.text)!])
        }
        let stored = conversation.snapshot()  // at most 4,096 bytes, no text, no names
        XCTAssertLessThanOrEqual(stored.count, 4096)
    }

    func testTheSamplesOfTheGuideRun() async throws {
        var shown: [String] = []
        func show(_ title: String, _ text: String) { shown += text.isEmpty ? [] : [title] }
        func showReminder(_ visible: Bool) { shown.append("reminder \(visible)") }

        let detector = try Detector(options: DetectorOptions(ageBand: .teen13To15))
        let help = try Help()  // once for the app

        func showHelp(_ assessment: Assessment) throws {
            guard let moment = assessment.moment else { return }
            let about = HelpSubject(moment: moment, threat: assessment.leadingThreat, audience: .teen)
            guard let card = try help.card(about: about, language: "en") else { return }  // nil: no words in the language
            show(card.title, card.text)
            let step = card.steps[0]  // show one at a time
            show(step.label, step.text)  // `step.action` says what a button does: call, block, keep evidence …
        }

        let store = ConversationStore(detector: detector, storage: ThreadTable())

        func onMessage(_ message: Message, in thread: String) async throws {
            let assessment = try await store.assess(message, in: thread)
            if assessment.alert { try showHelp(assessment) }
            showReminder(assessment.alerting)
        }

        try await onMessage(Message(sender: "me", text: "hey whats up", role: .protected), in: "lou")
        let bad = Message(sender: "u42", text: "pay 50 or i send it to everyone you know", role: .contact)
        try await onMessage(bad, in: "lou")

        let about = HelpSubject(moment: "threat", threat: .sextortionMoney, audience: .teen)
        let card = try XCTUnwrap(help.card(about: about, language: "en"))
        XCTAssertEqual(shown, ["reminder false", card.title, card.steps[0].label, "reminder true"])

        let clock = TimeZone(identifier: "Europe/Paris") ?? .current  // that of the region
        let search = LineSearch(need: .talk, region: "FR", language: "fr", age: 14, by: .call, at: TimeInRegion(Date(), in: clock))
        let lines = try help.findLines(search: search)  // the best first; `open` says whether it answers now
        XCTAssertTrue(lines.contains { $0.line.phone == "3018" })

        if try await store.isAlerting("lou") { showReminder(true) }  // ask when the chat opens: it survives a restart
        try await store.acknowledge("lou")  // the person has seen the help
        let alerting = try await store.isAlerting("lou")
        XCTAssertFalse(alerting)
        XCTAssertEqual(shown.last, "reminder true")
    }

    func testTheSampleOfUpdatesRuns() async throws {
        let store = ConversationStore(detector: TestData.detector, storage: ThreadTable())
        let key = Signed.all.key
        var floors: [String: UInt64] = [:]

        func update(_ fetched: Data) async throws {
            let keyring = try Keyring(keys: [key], floors: floors)  // `key`: what `vigie pack keygen` printed
            let options = DetectorOptions(signedPacks: [fetched])
            let detector = try Detector(options: options, keyring: keyring)  // when it throws, nothing has changed
            await store.replaceDetector(detector)
            keyring.raiseFloors(accepted: detector.info().signed)
            floors = keyring.floors()  // store them where no one else can write: no older pack is taken after this one
        }

        do {
            try await update(Data(count: 9))
            XCTFail("it is not signed")
        } catch {
            XCTAssertEqual(code(error), "not_signed")
        }
        XCTAssertEqual(floors, [:])
        try await update(TestData.signed("pack.signed"))
        XCTAssertEqual(floors, ["slang": 7])
    }

    private func lines(_ file: String) throws -> [String] {
        let text = try String(contentsOf: TestData.root.appendingPathComponent(file), encoding: .utf8)
        return text.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
