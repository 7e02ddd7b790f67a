// From nothing to the first cleared invoice, with its QR code as a picture.

import Foundation
import Khatm
import KhatmTesting

let buyer = DraftParty(
    name: "Reader Est.", vatNumber: "310122393500003", street: "Tahlia Street", buildingNumber: "1111",
    district: "Al Muruj", city: "Riyadh", postalCode: "12222")

let authority = try Simulator.start()
let ledger = try await Khatm.open(url: "sqlite:shop.khatm", create: true, environment: .simulation, rehearsal: true)
_ = try await ledger.addDevice(name: "TILL-1", configuration: testConfiguration, seller: testSeller, baseUrl: authority.url)
_ = try await ledger.onboard(name: "TILL-1", otp: authority.otp())
try ledger.start()  // delivers in the background
let draft = Draft(number: "T-1", buyer: buyer, lines: [DraftLine(name: "Book", quantity: "2", price: "35.50")])
let issued = try await ledger.issue(device: "TILL-1", draft: draft, requestKey: "sale-1")
print(issued.number, "is document", issued.counter, "of its device")
print(try await ledger.waitCleared(uuid: issued.uuid).text)
let receipt = try await ledger.receipt(uuid: issued.uuid)
let code = Data(receipt.qr!.utf8)
try Data(receipt.xml!.utf8).write(to: URL(fileURLWithPath: "T-1.xml"))
try qrPng(data: code).write(to: URL(fileURLWithPath: "T-1.png"))
print(try verifyQr(qr: code).total!)
await ledger.shutDown()
authority.stop()
