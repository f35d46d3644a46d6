import Foundation
import XCTest

@testable import Vigie

/// The golden file of the library: the same messages give the same assessments and the same bytes as in Rust.
final class GoldenTests: XCTestCase {
    func testAssessmentsAndSnapshotsAreAsInRust() throws {
        var golden: [String: [[String: Any]]] = [:]
        for line in TestData.lines("tests/golden/assessments.jsonl") {
            let entry = try XCTUnwrap(JSONSerialization.jsonObject(with: line) as? [String: Any])
            golden[try XCTUnwrap(entry["scenario"] as? String), default: []].append(entry)
        }
        XCTAssertGreaterThanOrEqual(golden.count, 20)
        for (name, entries) in golden {
            let chat = TestData.messages(try XCTUnwrap(TestData.scenarios.first { $0.id == name }))
            XCTAssertEqual(entries.count - 1, chat.count, name)
            let conversation = Conversation()
            for (index, message) in chat.enumerated() {
                let found = TestData.detector.assess(conversation: conversation, message: message)
                let expected = try XCTUnwrap(entries[index]["assessment"] as? [String: Any])
                try compare(expected, found, message.text, "\(name), \(index)")
            }
            XCTAssertEqual(entries.last?["snapshot"] as? String, conversation.snapshot().hex, name)
        }
    }

    private func compare(_ expected: [String: Any], _ found: Assessment, _ text: String, _ at: String) throws {
        XCTAssertEqual(expected["level"] as? String, stableName(found.level), at)
        XCTAssertEqual(expected["coverage"] as? String, stableName(found.coverage), at)
        XCTAssertEqual(expected["alert"] as? Bool, found.alert, at)
        XCTAssertEqual(expected["alerting"] as? Bool, found.alerting, at)
        XCTAssertEqual(expected["concern"] as? String, stableName(found.concern), at)
        XCTAssertEqual(expected["stage"] as? String, stableName(found.stage), at)
        XCTAssertEqual(expected["reasons"] as? [String], found.reasons, at)
        XCTAssertEqual(expected["advice"] as? [String], found.advice, at)
        let threats = [
            found.threats.grooming, found.threats.sextortionContent, found.threats.sextortionMoney,
            found.threats.exposure,
        ]
        // The golden file has three digits.
        for (one, other) in zip(try XCTUnwrap(expected["threats"] as? [Double]), threats) {
            XCTAssertEqual(one, Double(other), accuracy: 0.00051, at)
        }
        // The golden file counts scalar values; a range counts nothing that the reader must know.
        let signals = try found.signals.map { signal -> String in
            let range = try XCTUnwrap(signal.range(in: text), at)
            let start = text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
            let end = text.unicodeScalars.distance(from: text.startIndex, to: range.upperBound)
            return "\(signal.kind) \(start) \(end) \(signal.rule ?? "model")"
        }
        let told = try XCTUnwrap(expected["signals"] as? [[Any]]).map { signal in
            "\(signal[0]) \(signal[1]) \(signal[2]) \(signal[3] as? String ?? "model")"
        }
        XCTAssertEqual(told, signals, at)
    }
}
