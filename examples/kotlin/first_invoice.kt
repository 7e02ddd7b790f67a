// From nothing to the first cleared invoice, with its QR code as a picture.

import java.io.File
import khatm.Khatm
import khatm.qrPng
import khatm.testing.BUYER
import khatm.testing.CONFIGURATION
import khatm.testing.SELLER
import khatm.testing.Simulator
import khatm.values.Draft
import khatm.values.DraftLine
import khatm.values.Environment
import khatm.verifyQr
import kotlinx.coroutines.runBlocking

fun main(): Unit = runBlocking {
    Simulator().use { authority ->
        val ledger = Khatm.open(
            "sqlite:shop.khatm", create = true, environment = Environment.SIMULATION, rootKeyFile = "root.key", rehearsal = true,
        )
        ledger.addDevice("TILL-1", CONFIGURATION, SELLER, baseUrl = authority.url)
        ledger.onboard("TILL-1", authority.otp())
        ledger.start() // delivers in the background
        val book = DraftLine(name = "Book", quantity = "2", price = "35.50")
        val issued = ledger.issue("TILL-1", Draft(number = "T-1", buyer = BUYER, lines = listOf(book)), requestKey = "sale-1")
        println("${issued.number} is document ${issued.counter} of its device")
        println(ledger.waitCleared(issued.uuid).text)
        val receipt = ledger.receipt(issued.uuid)
        File("T-1.xml").writeText(receipt.xml!!)
        File("T-1.png").writeBytes(qrPng(receipt.qr!!.toByteArray()))
        println(verifyQr(receipt.qr!!.toByteArray()).total)
        ledger.shutDown()
    }
}
