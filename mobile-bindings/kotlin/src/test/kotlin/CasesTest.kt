import com.fasterxml.jackson.databind.ObjectMapper
import java.nio.file.Files
import java.nio.file.Path
import java.util.Base64
import kotlin.reflect.full.memberProperties
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import khatm.Language
import khatm.Verification
import khatm.mobile.KhatmException
import khatm.mobile.verify
import khatm.mobile.verifySync
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Replays the cases that every host replays. */
class CasesTest {
    private val root = Path.of(System.getenv("KHATM_ROOT") ?: System.getProperty("khatm.root"))

    private val cases = ObjectMapper()
        .readValue(root.resolve("examples/cases/verify.json").toFile(), List::class.java)
        .map { it as Map<*, *> }

    @Test
    fun `there are cases`() = assertTrue(cases.isNotEmpty())

    @TestFactory
    fun `each case, waiting and blocking`(): List<DynamicTest> {
        println("replaying ${cases.size} cases")
        return cases.map { case -> DynamicTest.dynamicTest(case["name"] as String) { replay(case) } }
    }

    private fun replay(case: Map<*, *>) {
        assertEquals("verify", case["call"])
        val expected = plain(case.filterKeys { it == "result" || it == "error" })
        val language = Language.entries.single { it.name.startsWith((case["language"] as String).uppercase()) }
        val xml = document(case)
        assertEquals(expected, outcome { runBlocking { verify(xml, language) } }, "${case["name"]}")
        assertEquals(expected, outcome { verifySync(xml, language) }, "${case["name"]}, blocking")
    }

    private fun document(case: Map<*, *>): ByteArray = when {
        "file" in case -> Files.readAllBytes(root.resolve(case["file"] as String))
        "text" in case -> (case["text"] as String).toByteArray()
        else -> Base64.getDecoder().decode(case["base64"] as String)
    }

    /** What a call came to, in the shape of a case. */
    private fun outcome(call: () -> Verification): Any? = try {
        mapOf("result" to plain(call()))
    } catch (error: KhatmException) {
        val value = error.details()
        assertEquals(value.kind.name.lowercase(), error::class.simpleName!!.lowercase())
        mapOf("error" to plain(value))
    }

    /** A value as the cases spell it: fields in snake case, enums in lower case, numbers of one width. */
    private fun plain(value: Any?): Any? = when (value) {
        null, is String, is Boolean -> value
        is Int -> value.toLong()
        is Long -> value
        is UInt -> value.toLong()
        is ULong -> value.toLong()
        is Enum<*> -> value.name.lowercase()
        is List<*> -> value.map(::plain)
        is Map<*, *> -> value.mapValues { plain(it.value) }
        else -> value::class.memberProperties.associate { snake(it.name) to plain(it.getter.call(value)) }
    }

    private fun snake(name: String) = name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }
}
