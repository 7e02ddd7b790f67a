import java.nio.file.Path
import java.util.Random
import java.util.concurrent.TimeUnit
import khatm.testing.DEVICE
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.testing.sale
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** An app that sells while there is no network: each line it prints is a sale that the customer has the receipt of. */
object Till {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val (folder, first, last) = arguments
        Shop(Path.of(folder)).open(create = false).let { khatm ->
            for (number in first.toInt()..last.toInt()) {
                val issued = khatm.issue(DEVICE, sale("D-$number"), requestKey = "sale-$number")
                println("$number ${issued.counter} ${issued.uuid}")
            }
        }
    }
}

/** The system ends apps as it likes. */
class KillsTest {
    private val long = System.getenv("KHATM_LONG") != null
    private val sales = if (long) 500 else 60
    private val kills = if (long) 40 else 6

    @Test
    fun `no network and an app that is killed again and again lose nothing and sell nothing twice`() = runBlocking {
        val seed = System.getenv("KHATM_SEED")?.toLong() ?: 20261121L
        println("kills: $sales sales, $kills kills, seed $seed")
        val chance = Random(seed)
        Simulator().use { authority ->
            Shop().use { shop ->
                shop.open().onboarded(authority).shutDown()
                authority.unplug()
                val receipts = sortedMapOf<Int, String>()
                var killed = 0
                var all = sales
                do {
                    val next = receipts.size + 1
                    val last = killed == kills
                    all = maxOf(sales, next)
                    // So many receipts more, and a moment: in the middle of the next sale, often. Until it is killed it sells, however fast.
                    val more = 1 + chance.nextInt(2 * sales / (kills + 1))
                    val moment = chance.nextInt(20).toLong()
                    val till = app(shop, next, if (last) all else Int.MAX_VALUE)
                    val lines = till.inputReader()
                    var seen = 0
                    while (true) {
                        val (number, counter, uuid) = (lines.readLine() ?: break).split(" ")
                        assertEquals(number, counter, "a gap, or a sale twice")
                        receipts[number.toInt()] = uuid
                        if (++seen == more && !last) {
                            Thread.sleep(moment)
                            // Of the handle: the process itself would drop what was printed and not read yet.
                            till.toHandle().destroyForcibly()
                            killed += 1
                        }
                    }
                    assertTrue(till.waitFor(60, TimeUnit.SECONDS))
                    // SIGKILL, or the end.
                    assertEquals(if (last) 0 else 137, till.exitValue())
                } while (!last)
                assertEquals((1..all).toList(), receipts.keys.toList())
                authority.plug()
                shop.open(create = false).use { khatm ->
                    khatm.start()
                    withTimeout(300_000) { while (khatm.outbox().isNotEmpty()) delay(100) }
                    khatm.stop()
                    assertTrue(khatm.verifyLedger().whole)
                    for ((number, uuid) in receipts) assertEquals(number.toULong(), khatm.document(uuid)?.counter)
                }
                val accepted = authority.submissions("reporting").filter { it.get("outcome").asText() in setOf("accepted", "warned") }
                assertEquals((1..all).toList(), accepted.map { it.get("icv").asInt() }.sorted(), "one acceptance each")
                assertEquals(receipts.values.toSet(), accepted.map { it.get("uuid").asText() }.toSet())
            }
        }
    }

    private fun app(shop: Shop, first: Int, last: Int): Process = program("Till", shop.folder, "${shop.folder}", "$first", "$last").start()
}
