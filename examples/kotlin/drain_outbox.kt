// The authority was out of reach for a while: nobody waited, nothing is lost, and everything arrives once when it is back.

import khatm.testing.DEVICE
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.values.Draft
import khatm.values.DraftLine
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking

fun main(): Unit = runBlocking {
    Simulator().use { authority ->
        Shop().use { shop ->
            val ledger = shop.open().onboarded(authority)
            authority.unplug()
            for (number in 1..5) {
                ledger.issue(DEVICE, Draft(number = "S-$number", lines = listOf(DraftLine(name = "Tea", quantity = "1", price = "4.00"))))
            }
            ledger.deliver()
            val waiting = ledger.outbox()
            println("${waiting.size} wait: ${waiting.joinToString { it.number }}")

            authority.plug()
            authority.fault("drop_after", "operation" to "reporting", "times" to 2) // reported, and the answer is lost
            for (way in waiting) ledger.retry(way.uuid, "Sara") // due at once, and not when its pause is over
            while (ledger.outbox().isNotEmpty()) {
                ledger.deliver()
                delay(50)
            }
            val got = authority.submissions("reporting").filterNot { it.get("icv").isNull }
            println("${got.map { it.get("icv") }.toSet().size} documents arrived, ${got.map { it.get("invoice_hash") }.toSet().size} different ones")
            println("the ledger is whole: ${ledger.verifyLedger().whole}")
            ledger.shutDown()
        }
    }
}
