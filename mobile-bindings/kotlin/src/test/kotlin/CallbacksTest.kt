import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.spec.GCMParameterSpec
import khatm.Change
import khatm.Connectivity
import khatm.HostException
import khatm.KhatmException
import khatm.RestoreWitness
import khatm.RootKeyWrapper
import khatm.Watcher
import khatm.changes
import khatm.code
import khatm.failure
import khatm.abandonLedger
import khatm.path
import khatm.resumeLedger
import khatm.testing.DEVICE
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.testing.sale
import khatm.values.Language
import khatm.values.Progress
import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/** A key store that wraps with a key of its own, as a phone's does. */
class KeyStore : RootKeyWrapper {
    private val key = KeyGenerator.getInstance("AES").apply { init(256) }.generateKey()
    val unwrapped = AtomicInteger()

    override fun wrap(key: ByteArray): ByteArray = Cipher.getInstance("AES/GCM/NoPadding").run {
        init(Cipher.ENCRYPT_MODE, this@KeyStore.key)
        iv + doFinal(key)
    }

    override fun unwrap(wrapped: ByteArray): ByteArray = Cipher.getInstance("AES/GCM/NoPadding").run {
        unwrapped.incrementAndGet()
        init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(128, wrapped, 0, 12))
        doFinal(wrapped, 12, wrapped.size - 12)
    }
}

/** A phone's settings: no folder that is copied has them. */
class Settings : RestoreWitness {
    val lines = ConcurrentHashMap<String, String>()

    override fun read(ledger: String): String? = lines[ledger]

    override fun keep(ledger: String, line: String) {
        lines[ledger] = line
    }
}

/** What the app is asked, and what becomes of what it throws. */
class CallbacksTest {
    private fun day(work: suspend (Shop, Simulator) -> Unit) = runBlocking {
        Simulator().use { authority -> Shop().use { shop -> withTimeout(600_000) { work(shop, authority) } } }
    }

    private fun alone(work: suspend (Shop) -> Unit) = runBlocking { Shop().use { shop -> withTimeout(600_000) { work(shop) } } }

    private inline fun state(code: String, path: String?, call: () -> Unit): KhatmException.State {
        val error = assertFailsWith<KhatmException.State> { call() }
        assertEquals(code to path, error.code to error.path, "$error")
        return error
    }

    @Test
    fun `the root key lies wrapped beside the ledger, and is asked for once`() = day { shop, authority ->
        val keys = KeyStore()
        val file = Path.of("${shop.ledger}.key")
        shop.open(rootKey = keys).onboarded(authority).use { khatm ->
            assertEquals("$file", khatm.rootKeyMade())
            val before = keys.unwrapped.get()
            khatm.issue(DEVICE, sale("K-1"))
            khatm.issue(DEVICE, sale("K-2"))
            assertEquals(before, keys.unwrapped.get())
            khatm.forgetKey()
            khatm.issue(DEVICE, sale("K-3"))
            assertEquals(before + 1, keys.unwrapped.get())
        }
        assertTrue(Files.readString(file).startsWith("khatm root key, wrapped"))
        shop.open(rootKey = keys, create = false).use { khatm ->
            assertNull(khatm.rootKeyMade())
            assertEquals(4uL, khatm.issue(DEVICE, sale("K-4")).counter)
        }
        // Another phone's key store opens nothing, and a key that is gone is not made anew.
        shop.open(rootKey = KeyStore()).use { khatm -> state("KHATM-HOST-CALLBACK", "root_key") { khatm.issue(DEVICE, sale("K-5")) } }
        Files.move(file, file.resolveSibling("elsewhere"))
        shop.open(rootKey = keys).use { khatm -> state("KHATM-VAULT-KEY-ABSENT", "$file") { khatm.issue(DEVICE, sale("K-5")) } }
        assertFalse(Files.exists(file))
    }

    @Test
    fun `a key store that throws is told of, without a word of the exception's`() = alone { shop ->
        val throwing = object : RootKeyWrapper {
            override fun wrap(key: ByteArray): ByteArray = throw IllegalStateException("SeCrEt ${key.joinToString()}")
            override fun unwrap(wrapped: ByteArray): ByteArray = error("SeCrEt")
        }
        val error = state("KHATM-HOST-CALLBACK", "root_key") { shop.open(rootKey = throwing) }
        assertContains(error.failure.message, "IllegalStateException")
        assertFalse("SeCrEt" in "${error.failure}", "${error.failure}")
        assertTrue(error.failure.messageAr.any { it in '\u0600'..'\u06ff' })
        val wrong = object : RootKeyWrapper {
            override fun wrap(key: ByteArray) = key
            override fun unwrap(wrapped: ByteArray) = ByteArray(31)
        }
        state("KHATM-VAULT-KEY-WRAP", "${shop.ledger}.key") { shop.open(rootKey = wrong) }
        shop.open(rootKey = KeyStore()).close()
    }

    @Test
    fun `a copied folder signs nothing`() = day { shop, authority ->
        val (keys, settings) = KeyStore() to Settings()
        shop.open(rootKey = keys, witness = settings).onboarded(authority).use { it.issue(DEVICE, sale("C-1")) }
        assertEquals(1, settings.lines.size)
        val copy = shop.folder.resolve("copy")
        shop.app.toFile().copyRecursively(copy.toFile())
        copy.toFile().walk().filter { it.isFile }.forEach { it.setReadable(false, false); it.setReadable(true, true) }
        val kept = HashMap(settings.lines)
        val refused = runCatching {
            shop.open(at = copy.resolve("shop.khatm"), rootKey = keys, witness = settings, create = false).use { it.issue(DEVICE, sale("C-2")) }
        }.exceptionOrNull()
        assertTrue(refused is KhatmException.State && refused.code.startsWith("KHATM-"), "$refused")
        println("a copied folder: $refused")
        // The one that was there first goes on.
        assertEquals(kept.keys, settings.lines.keys)
        shop.open(rootKey = keys, witness = settings, create = false).use { assertEquals(2uL, it.issue(DEVICE, sale("C-2")).counter) }
        // The same place in an older state is one that forgot a document.
        // Its bytes are written over, as a new file may get any number of the file system, and be a copy by that.
        for (name in shop.app.toFile().list()!!) {
            val before = copy.resolve(name)
            if (Files.exists(before)) Files.write(shop.app.resolve(name), Files.readAllBytes(before)) else Files.delete(shop.app.resolve(name))
        }
        val older = runCatching {
            shop.open(rootKey = keys, witness = settings, create = false).use { it.issue(DEVICE, sale("C-3")) }
        }.exceptionOrNull()
        assertEquals("KHATM-FENCE-OLDER", (older as? KhatmException.State)?.code, "$older")
        println("an older state: $older")
        val url = "sqlite:${shop.app.resolve("shop.khatm")}"
        val stated = assertFailsWith<KhatmException.State> { resumeLedger(url, listOf("$DEVICE=0"), "Huda", witness = settings) }
        assertEquals("KHATM-FENCE-OLDER", stated.code)
        abandonLedger(url, "Huda", witness = settings)
        shop.open(rootKey = keys, witness = settings, create = false).use { khatm ->
            assertFailsWith<KhatmException> { khatm.issue(DEVICE, sale("C-3")) }
            assertTrue(khatm.verifyLedger().whole)
        }
    }

    @Test
    fun `a copy is resumed by who states what was issued last`() = day { shop, authority ->
        val (keys, settings) = KeyStore() to Settings()
        val last = shop.open(rootKey = keys, witness = settings).onboarded(authority).use { it.issue(DEVICE, sale("M-1")) }
        val moved = shop.folder.resolve("moved")
        shop.app.toFile().copyRecursively(moved.toFile())
        moved.toFile().walk().filter { it.isFile }.forEach { it.setReadable(false, false); it.setReadable(true, true) }
        val url = "sqlite:${moved.resolve("shop.khatm")}"
        for ((said, code) in listOf(
            emptyList<String>() to "KHATM-FENCE-UNSTATED", listOf("nonsense") to "KHATM-FENCE-UNSTATED", listOf("$DEVICE=0") to "KHATM-FENCE-DIFFERS",
        )) {
            val error = assertFailsWith<KhatmException> { resumeLedger(url, said, "Huda", witness = settings, language = Language.ARABIC) }
            assertEquals(code, error.code)
        }
        resumeLedger(url, listOf("$DEVICE=1:${last.invoiceHash}"), "Huda", witness = settings)
        shop.open(at = moved.resolve("shop.khatm"), rootKey = keys, witness = settings, create = false).use {
            assertEquals(2uL, it.issue(DEVICE, sale("M-2")).counter)
        }
        val former = assertFailsWith<KhatmException.State> {
            shop.open(rootKey = keys, witness = settings, create = false).use { it.issue(DEVICE, sale("M-3")) }
        }
        assertEquals("KHATM-FENCE-RETIRED", former.code)
    }

    @Test
    fun `a witness that throws keeps the ledger from issuing, and is named`() = day { shop, authority ->
        val broken = AtomicBoolean(false)
        val settings = object : RestoreWitness {
            val kept = Settings()
            override fun read(ledger: String) = if (broken.get()) throw HostException.Failed("no settings") else kept.read(ledger)
            override fun keep(ledger: String, line: String) = kept.keep(ledger, line)
        }
        shop.open(witness = settings).onboarded(authority).use { khatm ->
            khatm.issue(DEVICE, sale("W-1"))
            broken.set(true)
            val error = assertFailsWith<KhatmException> { khatm.issue(DEVICE, sale("W-2"), requestKey = "w-2") }
            assertEquals("KHATM-HOST-CALLBACK" to "witness", error.code to error.path)
            assertContains(error.failure.message, "no settings")
            state("KHATM-HOST-CALLBACK", "witness") { shop.open(witness = settings, create = false) }
            broken.set(false)
            val issued = khatm.issue(DEVICE, sale("W-2"), requestKey = "w-2")
            assertEquals(2uL, issued.counter)
            assertTrue(khatm.verifyLedger().whole)
        }
    }

    @Test
    fun `nothing is tried while there is no network, and everything at once when there is`() = day { shop, authority ->
        val online = AtomicBoolean(false)
        val asked = AtomicInteger()
        val connectivity = object : Connectivity {
            override fun isOnline(): Boolean = online.get().also { asked.incrementAndGet() }
        }
        shop.open(connectivity = connectivity).onboarded(authority).use { khatm ->
            val issued = (1..5).map { khatm.issue(DEVICE, sale("N-$it")) }
            assertEquals(0uL, khatm.deliver().sent)
            khatm.start()
            while (asked.get() < 3) delay(20)
            assertTrue(khatm.outbox().all { it.progress == Progress.WAITING && it.attempts == 0u })
            online.set(true)
            khatm.wake()
            while (khatm.outbox().isNotEmpty()) delay(20)
            assertTrue(issued.all { khatm.way(it.uuid).attempts == 1u })
            khatm.stop()
        }
    }

    @Test
    fun `a network that the app cannot tell of keeps nothing back`() = day { shop, authority ->
        val connectivity = object : Connectivity {
            override fun isOnline(): Boolean = throw SecurityException("no permission")
        }
        shop.open(connectivity = connectivity).onboarded(authority).use { khatm ->
            val issued = khatm.issue(DEVICE, sale("N-1"))
            khatm.start()
            while (khatm.way(issued.uuid).progress != Progress.REPORTED) delay(20)
            val error = state("KHATM-HOST-CALLBACK", "connectivity") { khatm.stop() }
            assertContains(error.failure.message, "no permission")
            khatm.stop()
        }
    }

    @Test
    fun `changes come as a flow, and a watcher that throws is told of`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            coroutineScope {
                val answered = async { khatm.changes().filterIsInstance<Change.Answered>().take(3).toList() }
                val rounds = async { khatm.changes().filterIsInstance<Change.Delivered>().first() }
                while (!answered.isActive) yield()
                delay(50)
                val uuids = (1..3).map { khatm.issue(DEVICE, sale("F-$it")).uuid }.toSet()
                khatm.start()
                assertEquals(uuids, answered.await().map { it.way.uuid }.toSet())
                assertTrue(rounds.await().delivered.sent > 0uL)
                khatm.stop()
            }
            // Nobody collects any more: nobody is told.
            val told = AtomicInteger()
            val throwing = object : Watcher {
                override fun changed(change: Change) {
                    told.incrementAndGet()
                    throw UnsupportedOperationException("not today")
                }
            }
            val subscription = khatm.watch(throwing)
            khatm.start()
            val issued = khatm.issue(DEVICE, sale("F-4"))
            while (khatm.way(issued.uuid).progress != Progress.REPORTED || told.get() == 0) delay(20)
            val error = state("KHATM-HOST-CALLBACK", "watcher") { khatm.stop() }
            assertContains(error.failure.message, "not today")
            subscription.cancel()
            val before = told.get()
            khatm.issue(DEVICE, sale("F-5"))
            khatm.deliver()
            assertEquals(before, told.get())
        }
    }

    @Test
    fun `the authority's faults come as changes`() = day { shop, authority ->
        shop.open().onboarded(authority).use { khatm ->
            coroutineScope {
                val first = async { khatm.changes().filterIsInstance<Change.Answered>().first() }
                while (!first.isActive) yield()
                delay(50)
                authority.unplug()
                khatm.issue(DEVICE, sale("A-1"))
                khatm.start()
                assertEquals(Progress.AGAIN, first.await().way.progress)
                authority.plug()
                while (khatm.outbox().isNotEmpty()) delay(50)
                khatm.stop()
            }
        }
    }
}
