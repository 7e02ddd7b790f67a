import java.io.File
import java.io.RandomAccessFile
import java.util.concurrent.TimeUnit
import khatm.Khatm
import khatm.KhatmException
import khatm.Order
import khatm.code
import khatm.failure
import khatm.qrPng
import khatm.qrSvg
import khatm.testing.BUYER
import khatm.testing.CONFIGURATION
import khatm.testing.DEVICE
import khatm.testing.SELLER
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.testing.sale
import khatm.values.DeviceNext
import khatm.values.DeviceStage
import khatm.values.Draft
import khatm.values.DraftParty
import khatm.values.Environment
import khatm.values.Kind
import khatm.values.Light
import khatm.values.Progress
import khatm.verify
import khatm.verifyQr
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** Another program that has the file for itself, as long as nobody closes its input. Within one, its locks would not be seen. */
object Holder {
    @JvmStatic
    fun main(arguments: Array<String>) {
        // SQLite's own: the byte for who is about to write, of a ledger with a write-ahead log in the file beside it.
        val places = listOf(arguments[0] to 0x40000000L, "${arguments[0]}-shm" to 120L).filter { (file, _) -> File(file).exists() }
        val locks = places.map { (file, place) -> RandomAccessFile(file, "rw").channel.lock(place, 1, false) }
        println("held ${locks.count { it.isValid }}")
        System.`in`.read()
    }
}

/** A day of a till: what is sold, handed over and delivered, and what people do to it. */
class LedgerTest {
    private val patience = 240_000uL

    private fun day(work: suspend (Shop, Simulator) -> Unit) = runBlocking {
        Simulator().use { authority -> Shop().use { shop -> withTimeout(600_000) { work(shop, authority) } } }
    }

    private fun bill(number: String): Draft = sale(number).copy(buyer = BUYER)

    private suspend fun Khatm.until(uuid: String, progress: Progress) {
        while (way(uuid).progress != progress) delay(20)
    }

    @Test
    fun `a day in the life`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            assertEquals(listOf(DEVICE), khatm.devices().map { it.name })
            assertTrue(khatm.check(sale("R-0"), DEVICE).valid)
            assertFalse(khatm.check(Draft(number = "R-0")).valid)
            khatm.start()
            assertTrue(khatm.isDelivering())

            // A standard document and its hand-over; the same request again is the same document.
            val first = khatm.issue(DEVICE, bill("T-1"), requestKey = "sale-1")
            assertEquals(1uL, first.counter)
            assertTrue(first.provisional && !first.again)
            val waited = khatm.waitCleared(first.uuid, patience)
            assertTrue(waited.mayHandOver && waited.ground == "as_cleared", waited.text)
            val receipt = khatm.receipt(first.uuid)
            val qr = assertNotNull(receipt.qr).toByteArray()
            assertEquals("4.60", verifyQr(qr).total)
            assertTrue(qrPng(qr).size > 100 && "<svg" in qrSvg(qr).decodeToString())
            val again = khatm.issue(DEVICE, bill("T-1"), requestKey = "sale-1")
            assertEquals(first.uuid to true, again.uuid to again.again)
            assertEquals("KHATM-ISSUE-OTHER", assertFailsWith<KhatmException> { khatm.issue(DEVICE, bill("T-9"), requestKey = "sale-1") }.code)

            // A rejection and its correction.
            authority.fault("reject", "operation" to "clearance", "times" to 1)
            val refused = khatm.issue(DEVICE, bill("T-2"))
            assertEquals("rejected", khatm.waitCleared(refused.uuid, patience).ground)
            assertFalse(khatm.receipt(refused.uuid).mayHandOver)
            assertEquals(listOf(refused.uuid), khatm.outbox(rejected = true).map { it.uuid })
            assertTrue(khatm.way(refused.uuid).messages.all { it.startsWith("{") })
            val corrected = khatm.issue(DEVICE, bill("T-3"), corrects = refused.uuid)
            khatm.until(corrected.uuid, Progress.CLEARED)
            assertTrue(khatm.outbox(rejected = true).isEmpty())

            // Nobody answers; a person takes it on himself.
            authority.fault(mapOf("status" to mapOf("status" to 503, "html" to true)))
            val waiting = khatm.issue(DEVICE, bill("T-4"))
            assertFalse(khatm.waitCleared(waiting.uuid, 300uL).mayHandOver)
            khatm.release(waiting.uuid, "outage", "Sara", "announced at noon")
            assertEquals("outage", khatm.receipt(waiting.uuid).ground)
            val reason = assertFailsWith<KhatmException.Input> { khatm.release(waiting.uuid, "rain", "Sara", "") }
            assertEquals("KHATM-OUTBOX-REASON", reason.code)
            authority.clearFaults()
            khatm.retry(waiting.uuid, "Sara")
            khatm.until(waiting.uuid, Progress.CLEARED)
            assertEquals("Sara", khatm.story(waiting.uuid).released?.by)

            // Two people keep one back, and let it go.
            khatm.stop()
            assertFalse(khatm.isDelivering())
            val held = khatm.issue(DEVICE, sale("R-1"))
            khatm.hold(held.uuid, "Sara", "Omar", "the total is doubted")
            assertEquals(0uL, khatm.deliver().sent)
            assertEquals(Progress.HELD, khatm.way(held.uuid).progress)
            khatm.free(held.uuid, "Sara", "it is right")
            assertEquals(Progress.REPORTED, khatm.submit(held.uuid).progress)
            val story = khatm.story(held.uuid)
            assertTrue(story.noted.isNotEmpty() && story.tries.single().came!!.http == 200.toUShort() && story.way.uuid == held.uuid)

            // Several, all or none.
            val several = khatm.issueAll(DEVICE, listOf(Order(sale("R-2")), Order(sale("R-3"), "sale-3"), Order(bill("T-5"))))
            assertEquals(listOf(6uL, 7uL, 8uL), several.map { it.counter })
            val none = assertFailsWith<KhatmException.Input> { khatm.issueAll(DEVICE, listOf(Order(sale("R-4")), Order(Draft(number = "R-5")))) }
            assertEquals(1uL, none.failure.order)
            assertTrue(none.failure.findings.isNotEmpty() && khatm.find("R-4").isEmpty())
            assertEquals(7uL, khatm.find("R-3").single().counter)
            assertEquals(3uL, khatm.deliver().settled)
            khatm.unpark(DEVICE, "Sara")

            // The end of the day.
            val document = assertNotNull(khatm.document(first.uuid))
            assertEquals(first.invoiceHash, verify(document.xml.toByteArray()).invoiceHash)
            assertEquals(Triple("4.60", "SAR", "sale-1"), Triple(document.total, document.currency, document.requestKey))
            assertNull(khatm.document("00000000-0000-4000-8000-000000000000"))
            val verified = khatm.verifyLedger(listOf(khatm.anchor()))
            assertTrue(verified.whole && verified.documents == 8uL && verified.anchors == 1uL)
            assertTrue(khatm.health().state != Light.RED, "${khatm.health()}")
            assertContains(khatm.metrics(), "khatm_")
            assertTrue(khatm.outbox().isEmpty())
        }
        val received = (authority.submissions("clearance") + authority.submissions("reporting")).map { it.get("icv").asText() }.toSet()
        assertEquals((1..8).map { "$it" }.toSet(), received)
    }

    @Test
    fun `a file that another program has for itself is to be tried again`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            val other = program("Holder", shop.folder, "${shop.ledger}").start()
            assertContains(other.inputReader().readLine(), "held")
            val busy = assertFailsWith<KhatmException.Busy> { khatm.issue(DEVICE, sale("R-1")) }
            assertEquals(Kind.BUSY, busy.failure.kind)
            other.outputStream.close()
            assertTrue(other.waitFor(60, TimeUnit.SECONDS))
            assertEquals(1uL, khatm.issue(DEVICE, sale("R-1")).counter)
        }
    }

    @Test
    fun `the ledger is there the next day`() = day { shop, authority ->
        val issued = shop.open().onboarded(authority).use { khatm ->
            assertEquals("${shop.folder}/root.key", khatm.rootKeyMade())
            khatm.issueJson(DEVICE, """{"number": "R-1", "lines": [{"name": "Tea", "quantity": 1, "price": 4.00}]}""")
        }
        shop.open(create = false).use { khatm ->
            assertNull(khatm.rootKeyMade())
            assertEquals(2uL, khatm.issue(DEVICE, sale("R-2")).counter)
            assertEquals(issued.uuid, khatm.outbox(most = 1u).single().uuid)
        }
    }

    @Test
    fun `what was handed in wrongly is told`() = day { shop, authority ->
        for (url in listOf("shop.khatm", "postgresql://a:geheim@b/c", "sqlite:", "", ":")) {
            val error = assertFailsWith<KhatmException.Input> { Khatm.open(url) }
            assertEquals("KHATM-STORE-ADDRESS", error.code)
            assertFalse("geheim" in "$error ${error.failure}")
        }
        assertEquals("KHATM-STORE-ABSENT", assertFailsWith<KhatmException> { shop.open(create = false) }.code)
        val badly = assertFailsWith<KhatmException.Input> { Khatm.open("sqlite:${shop.ledger}", authorities = "no PEM".toByteArray()) }
        assertEquals(Kind.INPUT, badly.failure.kind)
        shop.open().use { khatm ->
            val faults = assertFailsWith<KhatmException.Input> {
                khatm.addDevice(DEVICE, CONFIGURATION.copy(countryName = ""), DraftParty(name = "Shop"), baseUrl = authority.url)
            }
            assertTrue(faults.failure.findings.size >= 2, "$faults")
            assertEquals("KHATM-DEVICE-UNKNOWN", assertFailsWith<KhatmException.Input> { khatm.device("TILL-9") }.code)
            assertFailsWith<KhatmException.Input> { khatm.way("no uuid") }
            assertFailsWith<KhatmException> { khatm.importDevice("${shop.folder}/absent.json") }
            assertFailsWith<KhatmException.Input> { khatm.verifyLedger(listOf("no anchor")) }
        }
    }

    @Test
    fun `a device comes to its certificate, whatever happens on the way`() = day { shop, authority ->
        shop.open().use { khatm ->
            val made = khatm.addDeviceJson(
                DEVICE, Corpus.json.writeValueAsString(Corpus.plain(CONFIGURATION)), """{"name": "Khatm Books", "vat_number": "300000000000003",
                "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road", "building_number": "2322",
                "district": "Al Olaya", "city": "Riyadh", "postal_code": "12214"}""", Environment.SIMULATION, authority.url,
            )
            assertEquals(DeviceNext.ONBOARD, made.next)
            assertFailsWith<KhatmException.State> { khatm.issue(DEVICE, sale("R-1")) }
            val wrong = assertFailsWith<KhatmException.State> { khatm.onboard(DEVICE, "000000") }
            assertEquals("KHATM-OTP-REFUSED", wrong.code)
            assertFalse("000000" in "$wrong ${wrong.failure}")
            authority.fault("drop_after", "operation" to "compliance_csid", "times" to 1)
            assertEquals("KHATM-DEVICE-OTP-SPENT", assertFailsWith<KhatmException.State> { khatm.onboard(DEVICE, authority.otp()) }.code)
            assertEquals(DeviceNext.ONBOARD_ANEW, khatm.device(DEVICE).next)
            authority.fault("reject", "operation" to "compliance_check", "times" to 1)
            assertEquals("KHATM-DEVICE-DOCUMENT", assertFailsWith<KhatmException.Refused> { khatm.onboard(DEVICE, authority.otp()) }.code)
            authority.fault(mapOf("truncated" to mapOf<String, Any>()), "operation" to "production_csid", "times" to 10)
            assertFailsWith<KhatmException.Unsure> { khatm.onboard(DEVICE) }
            authority.clearFaults()
            assertEquals(DeviceNext.GO_ON, khatm.device(DEVICE).next)
            val device = khatm.onboard(DEVICE)
            assertEquals(DeviceStage.ACTIVE, device.state)
            assertEquals(device.required, device.passed)
            assertEquals(SELLER.vatNumber, device.vatNumber)
            // One that is not under way is left as it is.
            assertEquals(DeviceStage.ACTIVE, khatm.restartOnboarding(DEVICE).state)
        }
    }
}
