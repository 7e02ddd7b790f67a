import java.io.File
import java.util.concurrent.Executors
import khatm.Change
import khatm.Khatm
import khatm.KhatmException
import khatm.PrivateKey
import khatm.Watcher
import khatm.check
import khatm.checkJson
import khatm.code
import khatm.failure
import khatm.text
import khatm.textArabic
import khatm.testing.BUYER
import khatm.testing.DEVICE
import khatm.testing.SELLER
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.testing.sale
import khatm.values.Draft
import khatm.values.DraftLine
import khatm.values.Kind
import khatm.values.Language
import khatm.verify
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** What is Kotlin's own: sealed exceptions, threads, coroutines that are cancelled, handles that are closed, memory. */
class HostTest {
    private val dtd = "<!DOCTYPE a><a/>".toByteArray()

    private fun refusal(language: Language = Language.ENGLISH) = assertFailsWith<KhatmException> { verify(dtd, language) }

    private fun day(work: suspend (Shop, Simulator) -> Unit) = runBlocking {
        Simulator().use { authority -> Shop().use { shop -> withTimeout(600_000) { work(shop, authority) } } }
    }

    @Test
    fun `an error is its own exception, and carries everything`() {
        val error = assertIs<KhatmException.Input>(refusal())
        assertEquals(Kind.INPUT, error.value.kind)
        assertTrue(Regex("KHATM-[A-Z0-9-]+").matches(error.code))
        assertEquals(error.value, error.details())
        assertEquals(error.value, error.failure)
        assertEquals("${error.code}: ${error.text}", error.toString())
        assertContains(error.message, error.value.fix)
    }

    @Test
    fun `a caller can name every kind without an else`() {
        val advice = when (refusal()) {
            is KhatmException.Input -> "fix"
            is KhatmException.State -> "step"
            is KhatmException.Refused -> "stop"
            is KhatmException.Busy -> "retry"
            is KhatmException.Unsure -> "ask"
            is KhatmException.Bug -> "report"
        }
        assertEquals("fix", advice)
    }

    @Test
    fun `Arabic is Arabic, and always there`() {
        val (english, arabic) = Language.entries.map { refusal(it) }
        assertEquals(english.code, arabic.code)
        val (en, ar) = english.failure to arabic.failure
        for (text in listOf(ar.message, ar.fix, en.messageAr, en.fixAr)) assertTrue(text.any { it in '\u0600'..'\u06ff' }, text)
        for (text in listOf(en.message, en.fix)) assertTrue(text.none { it in '\u0600'..'\u06ff' }, text)
        assertEquals(arabic.text, english.textArabic)
    }

    @Test
    fun `what a person typed is told by its field, and its place only where there is a text`() {
        val form = Draft(number = "S-1", seller = SELLER, lines = listOf(DraftLine(name = "Book", quantity = "2", price = "35.5O")))
        val typed = check(form).findings.single()
        assertEquals("lines[0].price", typed.path)
        assertNull(typed.place)
        val text = """{"number": "S-1", "lines": [{"name": "Book", "quantity": 2, "price": "35.5O"}]}"""
        val written = checkJson(text, """{"name": "Khatm Books"}""").findings.first { it.path == "lines[0].price" }
        assertEquals(typed.code, written.code)
        assertEquals(1u, written.place!!.line)
    }

    @Test
    fun `a key shows itself to nobody`() {
        val key = PrivateKey.generate()
        assertEquals("secp256k1", key.curve())
        assertFalse("PRIVATE" in key.toString())
        assertEquals(key.toPem(), PrivateKey.parse(key.toPem().toByteArray()).toPem())
        assertFailsWith<KhatmException.Input> { PrivateKey.parse("no key".toByteArray()) }
    }

    @Test
    fun `a suspended call leaves the thread free`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            coroutineScope {
                val started = CompletableDeferred<Unit>()
                val open = async {
                    started.complete(Unit)
                    repeat(5) { khatm.issue(DEVICE, sale("L-$it")) }
                }
                started.await()
                var turns = 0
                while (open.isActive) {
                    turns += 1
                    yield()
                }
                assertTrue(turns > 10, "$turns")
            }
        }
    }

    @Test
    fun `eight threads issue into one chain`() = day { shop, authority ->
        val (threads, each) = 8 to if (System.getenv("KHATM_LONG") == null) 5 else 50
        shop.open().onboarded(authority).use { khatm ->
            khatm.start()
            Executors.newFixedThreadPool(threads).asCoroutineDispatcher().use { pool ->
                val counters = coroutineScope {
                    (1..threads).map { thread ->
                        async(pool) { (1..each).map { khatm.issue(DEVICE, sale("E-$thread-$it"), requestKey = "$thread-$it").counter } }
                    }.awaitAll().flatten()
                }
                assertEquals((1..threads * each).map { it.toULong() }, counters.sorted())
            }
            while (khatm.outbox().isNotEmpty()) delay(50)
            khatm.stop()
            assertTrue(khatm.verifyLedger().whole)
        }
        val reported = authority.submissions("reporting").filter { it.get("outcome").asText() == "accepted" }
        assertEquals(threads * each, reported.map { it.get("icv").asText() }.toSet().size)
        assertEquals(threads * each, reported.size)
    }

    /** Threads of the library's that wait for something: those that do nothing end by themselves. */
    private fun waiting() = File("/proc/self/task").listFiles()!!.count { File(it, "comm").runCatching { readText() }.getOrDefault("").startsWith("khatm-call") }

    @Test
    fun `a call that was cancelled comes back at once, and its thread stops waiting`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            val issued = khatm.issue(DEVICE, sale("X-1").copy(buyer = BUYER))
            coroutineScope {
                val waiter = launch(Dispatchers.Default) { khatm.waitCleared(issued.uuid, 600_000uL) }
                withTimeout(120_000) { while (waiting() == 0) delay(50) }
                delay(300)
                assertTrue(waiter.isActive && waiting() > 0)
                // It would wait for ten minutes.
                withTimeout(60_000) { waiter.cancelAndJoin() }
            }
            withTimeout(120_000) { while (waiting() > 0) delay(50) }
            // The ledger does not mind.
            assertEquals(2uL, khatm.issue(DEVICE, sale("X-2")).counter)
            authority.fault(mapOf("delay" to mapOf("ms" to 8_000)), "operation" to "reporting")
            coroutineScope {
                repeat(20) { khatm.issue(DEVICE, sale("X-${it + 3}")) }
                val sender = launch(Dispatchers.Default) { khatm.deliver() }
                while (authority.submissions("reporting").isEmpty()) delay(50)
                withTimeout(6_000) { sender.cancelAndJoin() }
            }
            authority.clearFaults()
            while (khatm.outbox().isNotEmpty()) {
                khatm.deliver()
                delay(50)
            }
            assertTrue(khatm.verifyLedger().whole)
        }
    }

    @Test
    fun `a ledger that was closed says so, and its documents are there when it is opened again`() = day { shop, authority ->
        val khatm = shop.open().onboarded(authority)
        khatm.start()
        khatm.issue(DEVICE, sale("Z-1"))
        khatm.shutDown()
        assertTrue(khatm.isClosed() && !khatm.isDelivering())
        val calls: List<suspend () -> Any?> = listOf(
            { khatm.devices() }, { khatm.issue(DEVICE, sale("Z-2")) }, { khatm.deliver() }, { khatm.start() }, { khatm.wake() },
            { khatm.health() }, { khatm.verifyLedger() }, { khatm.forgetKey() }, { khatm.waitCleared("00000000-0000-4000-8000-000000000000") },
        )
        for (call in calls) assertEquals("KHATM-CLOSED", assertFailsWith<KhatmException.State> { call() }.code)
        khatm.shutDown()
        khatm.stop()
        khatm.close()
        // UniFFI's own word for an object that is gone.
        assertFailsWith<IllegalStateException> { khatm.isClosed() }
        khatm.close()
        shop.open(create = false).use { assertEquals(1uL, it.find("Z-1").single().counter) }
    }

    @Test
    fun `an object that is closed while a call is under way lets it end`() = day { shop, authority ->
        val khatm = shop.open().onboarded(authority)
        coroutineScope {
            val calls = (1..10).map { async(Dispatchers.Default) { runCatching { khatm.issue(DEVICE, sale("U-$it")) } } }
            delay(10)
            khatm.close()
            for (outcome in calls.awaitAll()) outcome.exceptionOrNull()?.let { assertIs<IllegalStateException>(it) }
        }
        shop.open(create = false).use { assertTrue(it.verifyLedger().whole) }
    }

    private fun resident() = Regex("VmRSS:\\s+(\\d+)").find(File("/proc/self/status").readText())!!.groupValues[1].toLong()

    /** One of everything that crosses: values both ways, errors, objects, callbacks, futures. */
    private suspend fun round(khatm: Khatm, xml: ByteArray) {
        verify(xml)
        assertFailsWith<KhatmException> { verify(dtd) }
        check(sale("M-1").copy(seller = SELLER))
        PrivateKey.generate().close()
        khatm.outbox()
        khatm.watch(object : Watcher { override fun changed(change: Change) = Unit }).close()
    }

    @Test
    fun `memory stays where it is over ten thousand calls`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            val xml = khatm.document(khatm.issue(DEVICE, sale("M-1")).uuid)!!.xml.toByteArray()
            val calls = 6
            suspend fun calls(count: Int) = repeat(count / calls) { round(khatm, xml) }
            calls(9_000)
            System.gc()
            val before = resident()
            calls(if (System.getenv("KHATM_LONG") == null) 10_000 else 100_000)
            System.gc()
            val grown = resident() - before
            println("memory: $before KiB, grown by $grown KiB")
            assertTrue(grown < 16_000, "$grown KiB")
        }
    }
}
