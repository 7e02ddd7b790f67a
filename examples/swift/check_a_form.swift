// A form as somebody typed it: everything that is wrong with it at once, field by field, in both languages, before anything is issued.

import Khatm
import KhatmTesting

let typed = Draft(
    number: "S-1", buyer: DraftParty(name: "Reader Est.", vatNumber: "123", city: "Riyadh"),
    lines: [
        DraftLine(name: "Book", quantity: "2", price: "35.5O"),
        DraftLine(name: "", quantity: "1", price: "10.00"),
    ])
for language in [Language.english, .arabic] {
    for finding in try check(draft: typed, seller: testSeller, language: language).findings {
        print("\(finding.path ?? ""): \(finding.message) \(finding.fix)")
    }
}

let buyer = DraftParty(
    name: "Reader Est.", vatNumber: "310122393500003", street: "Tahlia Street", buildingNumber: "1111",
    district: "Al Muruj", city: "Riyadh", postalCode: "12222")
let form = Draft(number: "S-1", buyer: buyer, lines: [DraftLine(name: "Book", quantity: "2", price: "35.50")])
guard try check(draft: form, seller: testSeller).valid else { fatalError("the form is right") }
print("payable", try build(draft: form, seller: testSeller).totals.payable)
