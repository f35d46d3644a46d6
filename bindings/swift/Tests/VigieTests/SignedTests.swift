import Foundation
import XCTest

@testable import Vigie

/// The golden folder of signed files.
enum Signed {
    struct Cases: Decodable {
        let key: String
        let floors: [String: UInt64]
        let cases: [Case]
    }

    struct Case: Decodable {
        let file: String
        let content: String
        let keep: Int?
        let flip: Int?
        let pad: Int?
        let expected: String

        var bytes: Data {
            var bytes = TestData.signed(file)
            if let keep { bytes = bytes.prefix(keep) }
            if let flip { bytes[flip] ^= 1 }
            return bytes + Data(count: pad ?? 0)
        }

        var holds: Content {
            switch content {
            case "pack": .pack
            case "model": .model
            case "weights": .weights
            default: .guidance
            }
        }
    }

    static let all = try! JSONDecoder().decode(Cases.self, from: TestData.signed("cases.json"))

    static func keyring() throws -> Keyring { try Keyring(keys: [all.key], floors: all.floors) }
}

/// The library's name of an error.
func code(_ fault: Error) -> String {
    switch fault {
    case VigieError.NotSigned: "not_signed"
    case VigieError.Truncated: "truncated"
    case VigieError.Tampered: "tampered"
    case VigieError.UnknownKey: "unknown_key"
    case VigieError.OtherContent: "other_content"
    case VigieError.Older: "older"
    case VigieError.TooLarge: "too_large"
    case VigieError.Key: "invalid_key"
    case VigieError.Model: "invalid_model"
    case VigieError.Guidance: "invalid_guidance"
    case VigieError.Forbidden: "pack_forbidden"
    case VigieError.TooWide: "pack_too_wide"
    case VigieError.UnknownKind: "unknown_kind"
    case VigieError.Conflict: "pack_conflict"
    default: "\(fault)"
    }
}

/// Signed files are taken, or refused by name; packs of every origin.
final class SignedTests: XCTestCase {
    private func refused<Taken>(
        _ expected: String, line: UInt = #line, _ work: @autoclosure () throws -> Taken
    ) {
        XCTAssertThrowsError(try work(), expected, line: line) { XCTAssertEqual(code($0), expected, line: line) }
    }

    private func signed(_ files: Data...) -> DetectorOptions { DetectorOptions(rulesOnly: true, signedPacks: files) }

    private func added(_ text: String) -> DetectorOptions {
        DetectorOptions(rulesOnly: true, addedPacks: [TomlDocument(name: "ours", bytes: Data(text.utf8))])
    }

    private func reasons(_ options: DetectorOptions, _ keyring: Keyring? = nil) throws -> [String] {
        let message = Message(sender: "x", text: "zorg the chat ok", role: .contact)
        let detector = try Detector(options: options, keyring: keyring)
        return detector.assess(conversation: Conversation(), message: message).reasons
    }

    private let slang = String(decoding: TestData.payload(TestData.signed("pack.signed")), as: UTF8.self)

    func testSignedFilesAreTakenOrRefusedAsInRust() throws {
        for one in Signed.all.cases {
            let keyring = try Signed.keyring()
            if one.expected == "taken" {
                let payload = try keyring.open(bytes: one.bytes, content: one.holds).payload
                XCTAssertEqual(payload, TestData.payload(one.bytes))
                continue
            }
            refused(one.expected, try keyring.open(bytes: one.bytes, content: one.holds))
            if one.holds == .pack { refused(one.expected, try Detector(options: signed(one.bytes), keyring: keyring)) }
        }
    }

    func testNoFlippedBitIsTaken() throws {
        let (pack, keyring) = (TestData.signed("pack.signed"), try Signed.keyring())
        for at in pack.indices {
            var flipped = pack
            flipped[at] ^= 1 << UInt8(at % 8)
            guard let opened = try? keyring.open(bytes: flipped, content: .pack) else { continue }
            // The untrusted comment is nobody's word: the first line may say anything.
            XCTAssertLessThan(at, try XCTUnwrap(pack.firstIndex(of: UInt8(ascii: "\n"))))
            XCTAssertEqual(opened.payload, TestData.payload(pack))
        }
    }

    func testASignedPackIsUsedAndRaisesItsFloor() throws {
        let (pack, keyring) = (TestData.signed("pack.signed"), try Signed.keyring())
        let detector = try Detector(options: signed(pack), keyring: keyring)
        XCTAssertEqual(detector.info().signed, [Provenance(name: "slang", serial: 7)])
        XCTAssertEqual(try reasons(signed(pack), keyring), ["Asks to zorg"])
        keyring.raiseFloors(accepted: [Provenance(name: "slang", serial: 8)])
        XCTAssertEqual(keyring.floors(), ["slang": 8, "old-slang": 7])
        refused("older", try Detector(options: signed(pack), keyring: keyring))
        let later = try Keyring(keys: [Signed.all.key], floors: keyring.floors())
        refused("older", try later.open(bytes: pack, content: .pack))
        refused("unknown_key", try Detector(options: signed(pack)))
    }

    func testWhatIsNoKeyOrNoModelIsRefused() throws {
        for text in ["", "RWnonsense", String(Signed.all.key.dropLast())] {
            refused("invalid_key", try Keyring(keys: [text]))
        }
        let (model, weights) = (TestData.signed("model.signed"), TestData.signed("weights.signed"))
        let files = SignedModel(model: model, weights: weights)
        let keyring = try Signed.keyring()
        refused("invalid_model", try Detector(options: DetectorOptions(signedModel: files), keyring: keyring))
        let swapped = SignedModel(model: weights, weights: model)
        refused("other_content", try Detector(options: DetectorOptions(signedModel: swapped), keyring: keyring))
    }

    func testAddedPacksAreBounded() throws {
        XCTAssertEqual(try reasons(added(slang)), ["Asks to zorg"])
        let changed = { (one: String, other: String) in self.added(self.slang.replacingOccurrences(of: one, with: other)) }
        refused("pack_forbidden", try Detector(options: changed("en.secrecy", "en.play")))
        refused("pack_too_wide", try Detector(options: changed("zorg the chat", "you")))
        refused("unknown_kind", try Detector(options: changed("en.secrecy", "en.levitation")))
        refused("too_large", try Detector(options: added(slang + String(repeating: "#", count: 2 << 20))))
        let twice = ["one", "other"].map { TomlDocument(name: $0, bytes: Data(slang.utf8)) }
        refused("pack_conflict", try Detector(options: DetectorOptions(rulesOnly: true, packs: twice)))
    }
}
