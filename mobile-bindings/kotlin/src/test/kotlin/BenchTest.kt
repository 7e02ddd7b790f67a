import java.nio.file.Files
import java.util.concurrent.TimeUnit
import khatm.PrivateKey
import khatm.build
import khatm.seal
import khatm.testing.DEVICE
import khatm.testing.SELLER
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.testing.sale
import kotlin.test.Test
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assumptions.assumeTrue

/** The first sale of an app that was just started. */
object First {
    @JvmStatic
    fun main(arguments: Array<String>): Unit = runBlocking {
        val (folder, number) = arguments
        Shop(java.nio.file.Path.of(folder)).open(create = false).issue(DEVICE, sale(number))
        Runtime.getRuntime().halt(0)
    }
}

/** Kotlin beside Rust, in turns within one run; started by bench-kotlin, which names Rust's program. No verdict but with KHATM_CHECK. */
class BenchTest {
    private val beside: String? = System.getenv("KHATM_BESIDE")
    private val rounds = 5

    private fun rust(vararg arguments: String): String {
        val process = ProcessBuilder(listOf(beside!!) + arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        val said = process.inputStream.reader().readText().trim()
        check(process.waitFor(300, TimeUnit.SECONDS) && process.exitValue() == 0)
        return said
    }

    private inline fun median(count: Int, call: (Int) -> Unit): Double {
        val times = LongArray(count) { number ->
            val begun = System.nanoTime()
            call(number)
            System.nanoTime() - begun
        }
        return times.sorted()[count / 2].toDouble()
    }

    private fun compared(what: String, unit: Double, rust: List<Double>, kotlin: List<Double>): Double {
        val (left, right) = rust.sorted()[rounds / 2] to kotlin.sorted()[rounds / 2]
        println("bench: %-28s Rust %8.1f, Kotlin %8.1f, ratio %.2f".format(what, left / unit, right / unit, right / left))
        return right / left
    }

    @Test
    fun `beside Rust`() = runBlocking {
        assumeTrue(beside != null, "KHATM_BESIDE names no program")
        Simulator().use { authority ->
            Shop().use { shop ->
                val keys = Corpus.root.resolve("core/tests/keys")
                val xml = build(sale("S-1").copy(seller = SELLER, counter = "1", previousHash = "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==")).xml.toByteArray()
                val file = Files.write(shop.folder.resolve("document.xml"), xml)
                val certificate = Files.readAllBytes(keys.resolve("certificate.pem"))
                val key = PrivateKey.parse(Files.readAllBytes(keys.resolve("sec1.pem")))
                // The compiler of the JVM has seen it all by then, as it has in a till after its first customers.
                median(5_000) { seal(xml, key, certificate) }
                val sealing = (1..rounds).map {
                    rust("seal", "$file", "${keys.resolve("sec1.pem")}", "${keys.resolve("certificate.pem")}").toDouble() to
                        median(2_000) { seal(xml, key, certificate) }
                }
                val sealed = compared("seal, µs", 1e3, sealing.map { it.first }, sealing.map { it.second })
                shop.open().onboarded(authority).use { khatm ->
                    median(200) { khatm.issue(DEVICE, sale("W-$it")) }
                    val issuing = (1..rounds).map { round ->
                        rust("issue", "${shop.folder}", "100", "R-$round").toDouble() to median(100) { khatm.issue(DEVICE, sale("K-$round-$it")) }
                    }
                    compared("issue, µs", 1e3, issuing.map { it.first }, issuing.map { it.second })
                    khatm.shutDown()
                }
                val first = (1..rounds).map { round ->
                    median(1) { rust("first", "${shop.folder}", "FR-$round") } to median(1) {
                        val app = program("First", shop.folder, "${shop.folder}", "FK-$round").start()
                        check(app.waitFor(60, TimeUnit.SECONDS) && app.exitValue() == 0)
                    }
                }
                compared("start to first sale, ms", 1e6, first.map { it.first }, first.map { it.second })
                if (System.getenv("KHATM_CHECK") != null) assertTrue(sealed <= 1.2, "one sealing from Kotlin takes $sealed times Rust's")
            }
        }
    }
}
