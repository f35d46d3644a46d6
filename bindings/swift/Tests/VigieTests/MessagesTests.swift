import XCTest

@testable import Vigie

/// What a message carries besides text: addressees, identifiers, flags.
final class MessagesTests: XCTestCase {
    private let threat = "pay 50 or i send it to everyone you know"

    private func say(_ message: Message, in conversation: Conversation = Conversation()) -> Assessment {
        TestData.detector.assess(conversation: conversation, message: message)
    }

    func testInAGroupAThreatToAnotherMemberIsAboutAThirdParty() {
        for told in [
            Message(sender: "x", text: threat, role: .contact, to: "y"),
            Message(sender: "x", text: threat, role: .contact, replyTo: "1"),
        ] {
            let group = Conversation()
            _ = say(Message(sender: "me", text: "hi all", role: .protected), in: group)
            _ = say(Message(sender: "y", text: "hi all", role: .contact, id: "1"), in: group)
            let found = say(told, in: group)
            XCTAssertTrue(found.alert)
            XCTAssertEqual(found.concern, .thirdParty)
            XCTAssertEqual(found.about, group.participant(sender: "x"))
        }
        let group = Conversation()
        _ = say(Message(sender: "me", text: "hi all", role: .protected), in: group)
        let found = say(Message(sender: "x", text: threat, role: .contact, to: "me"), in: group)
        XCTAssertTrue(found.alert)
        XCTAssertEqual(found.concern, .contact)
    }

    func testAnIdentifierCountsOnceAndAnEditAnew() {
        let conversation = Conversation()
        XCTAssertFalse(say(Message(sender: "x", text: "see you at practice", role: .contact, id: "1"), in: conversation).alert)
        let before = conversation.snapshot()
        XCTAssertFalse(say(Message(sender: "x", text: threat, role: .contact, id: "1"), in: conversation).alert)
        XCTAssertEqual(conversation.snapshot(), before)
        let edited = Message(sender: "x", text: threat, role: .contact, id: "1", edited: true)
        XCTAssertTrue(say(edited, in: conversation).alert)
    }

    func testWhatIsForwardedIsToldAndWhatIsDeletedWasSaid() {
        let found = say(Message(sender: "x", text: threat, role: .contact, forwarded: true))
        XCTAssertEqual(found.concern, .thirdParty)
        XCTAssertFalse(found.signals.isEmpty)
        XCTAssertTrue(found.signals.allSatisfy { $0.reported })
        XCTAssertTrue(say(Message(sender: "x", text: threat, role: .contact, deleted: true)).alert)
    }

    func testAPictureWithoutWordsIsNotAssessed() {
        XCTAssertEqual(say(Message(sender: "x", text: "", role: .contact, media: .photo)).coverageGap, .noText)
        XCTAssertEqual(say(Message(sender: "x", text: "", role: .contact)).coverageGap, .tooLittle)
    }

    func testTheAgeOfTheProtectedPersonSetsTheBand() {
        let scores = [11, 30].map { (age: UInt8) -> Float in
            let conversation = Conversation()
            _ = say(Message(sender: "me", text: "hello you", role: .protected, age: age), in: conversation)
            let question = "can you keep a secret? how old are you, send me a pic"
            return say(Message(sender: "x", text: question, role: .contact), in: conversation).score
        }
        XCTAssertGreaterThan(scores[0], scores[1])
    }
}
