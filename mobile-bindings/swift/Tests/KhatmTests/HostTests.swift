import Foundation
import XCTest

import Khatm

/// What is Swift's own: the error enum, and values.
final class HostTests: XCTestCase {
    private let dtd = Data("<!DOCTYPE a><a/>".utf8)

    private func refusal(_ language: Language? = nil) throws -> KhatmError {
        var thrown: Error?
        XCTAssertThrowsError(try verify(xml: dtd, language: language)) { thrown = $0 }
        return try XCTUnwrap(thrown as? KhatmError)
    }

    func testAnErrorIsACaseOfItsKindAndCarriesEverything() throws {
        let error = try refusal()
        guard case let .Input(value) = error else { return XCTFail("\(error)") }
        XCTAssertEqual(value.kind, .input)
        XCTAssertTrue(value.code.hasPrefix("KHATM-"))
        XCTAssertEqual(value, error.details())
        XCTAssertEqual(error.code, value.code)
        XCTAssertEqual(error.path, value.path)
        XCTAssertEqual("\(error)", "\(value.code): \(value.message)")
        XCTAssertEqual(error.localizedDescription, value.message)
        XCTAssertEqual(error.recoverySuggestion, value.fix)
    }

    func testACallerCanNameEveryKindWithoutADefault() throws {
        let advice: String
        switch try refusal() {
        case .Input: advice = "fix"
        case .State: advice = "step"
        case .Refused: advice = "stop"
        case .Busy: advice = "retry"
        case .Unsure: advice = "ask"
        case .Bug: advice = "report"
        }
        XCTAssertEqual(advice, "fix")
    }

    func testBothLanguagesAreThereWhicheverWasAskedFor() throws {
        let english = try refusal().details()
        let arabic = try refusal(.arabic).details()
        let isArabic = { (text: String) in text.unicodeScalars.contains { (0x600...0x6ff).contains($0.value) } }
        XCTAssertEqual(english.code, arabic.code)
        XCTAssertTrue(isArabic(arabic.message) && isArabic(arabic.fix))
        XCTAssertFalse(isArabic(english.message) || isArabic(english.fix))
        XCTAssertEqual(english.messageAr, arabic.messageAr)
        XCTAssertTrue(isArabic(english.messageAr) && isArabic(english.fixAr))
    }

    func testEveryFindingOfADraftIsAValue() throws {
        let report = try check(draft: Draft(lines: [DraftLine(name: "", quantity: "1", price: "35.5O")]))
        XCTAssertFalse(report.valid)
        XCTAssertTrue(report.findings.contains { $0.path == "lines[0].price" })
        XCTAssertTrue(report.findings.contains { $0.path == "number" })
        do {
            _ = try build(draft: Draft(lines: []))
            XCTFail("nothing was thrown")
        } catch KhatmError.Input(let value) {
            XCTAssertGreaterThan(value.findings.count, 1)
        }
    }

    func testAPrivateKeyIsRefusedOrItself() throws {
        let key = try PrivateKey.generate()
        XCTAssertEqual(key.curve(), "secp256k1")
        XCTAssertEqual(try PrivateKey.parse(data: Data(key.toPem().utf8)).toPem(), key.toPem())
        XCTAssertThrowsError(try PrivateKey.parse(data: Data("no key".utf8))) { XCTAssertNotNil($0 as? KhatmError) }
    }

    func testTheCodeForPaper() throws {
        let code = try qr(data: Place.file("examples/documents/simplified-sealed.xml"))
        let narrow = try qrEscpos(data: Data(code.utf8), paper: 58)
        XCTAssertEqual([UInt8](narrow.prefix(6)), [0x1D, 0x76, 0x30, 0, 48, 0])
        XCTAssertEqual([UInt8](try qrEscpos(data: Data(code.utf8), paper: 80).prefix(6)), [0x1D, 0x76, 0x30, 0, 72, 0])
        XCTAssertThrowsError(try qrEscpos(data: Data(code.utf8), paper: 57)) { XCTAssertEqual(($0 as? KhatmError)?.code, "KHATM-QR-PAPER") }
        XCTAssertEqual([UInt8](try qrPng(data: Data(code.utf8)).prefix(4)), [0x89, 0x50, 0x4E, 0x47])
        XCTAssertTrue(String(decoding: try qrSvg(data: Data(code.utf8)), as: UTF8.self).hasPrefix("<svg "))
    }
}
