import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue

/** A program of the tests, in a process and a folder of its own. */
fun program(name: String, folder: Path, vararg arguments: String): ProcessBuilder {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
    val command = listOf(java, "-XX:TieredStopAtLevel=1", "-Dkhatm.program=${System.getProperty("khatm.program")}", "-cp", classes, name)
    return ProcessBuilder(command + arguments).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).apply {
        environment().keys.removeIf { it.startsWith("KHATM_") || it.startsWith("XDG_") }
        environment()["HOME"] = folder.toString()
    }
}

/** The stories of examples/kotlin and the page docs/kotlin.md, as they are told. */
class ExamplesTest {
    private val stories = Corpus.root.resolve("examples/kotlin")

    private fun told(name: String): String {
        val folder = Files.createTempDirectory("khatm-story")
        val ended = program(name, folder).start()
        val told = ended.inputStream.reader().readText()
        assertTrue(ended.waitFor(120, TimeUnit.SECONDS))
        assertEquals(0, ended.exitValue(), told)
        folder.toFile().deleteRecursively()
        return told
    }

    @Test
    fun `each story has fewer than forty lines, and each is told`() {
        val names = stories.toFile().list()!!.sorted()
        assertEquals(listOf("check_a_form.kt", "drain_outbox.kt", "first_invoice.kt", "onboard_device.kt"), names)
        for (name in names) assertTrue(File(stories.toFile(), name).readLines().size < 40, name)
    }

    @Test
    fun `the first invoice`() =
        assertEquals("T-1 is document 1 of its device\nThe invoice is cleared: hand it over.\n81.65\n", told("First_invoiceKt"))

    @Test
    fun `a device is onboarded`() =
        assertEquals("ONBOARD\nKHATM-OTP-REFUSED\nGO_ON\nACTIVE 6 of 6 documents passed\n", told("Onboard_deviceKt"))

    @Test
    fun `an outbox is drained`() = assertEquals(
        "5 wait: S-1, S-2, S-3, S-4, S-5\n5 documents arrived, 5 different ones\nthe ledger is whole: true\n", told("Drain_outboxKt"),
    )

    @Test
    fun `a form is checked`() {
        val lines = told("Check_a_formKt").lines().filter { it.isNotEmpty() }
        val (english, arabic) = lines.dropLast(1).chunked((lines.size - 1) / 2)
        for (findings in listOf(english, arabic)) {
            assertEquals(listOf("lines[0].price", "lines[1].name", "buyer.vat_number"), findings.take(3).map { it.substringBefore(": ") })
        }
        assertNotEquals(english.first(), arabic.first())
        assertEquals("payable 81.65", lines.last())
    }

    @Test
    fun `the page`() = assertEquals(File(System.getProperty("khatm.page"), "page.txt").readText(), told("PageKt"))

    @Test
    fun `the page comes to the first sealed invoice in fifteen lines`() {
        val page = Corpus.root.resolve("docs/kotlin.md").toFile().readText()
        val blocks = Regex("```(kotlin[^\n]*)\n(.*?)```", RegexOption.DOT_MATCHES_ALL).findAll(page).take(2).map { it.groupValues[2] }.toList()
        val lines = blocks.joinToString("").lines().filter { it.isNotBlank() }
        assertTrue(lines.size <= 15 && "ledger.issue(" in blocks[1], "${lines.size}")
        val pom = Corpus.root.resolve("mobile-bindings/kotlin/pom.xml").toFile().readText()
        fun tag(name: String) = Regex("<$name>([^<]*)</$name>").find(pom)!!.groupValues[1]
        assertTrue("${tag("groupId")}:${tag("artifactId")}:${tag("version")}" in blocks[0])
    }
}
