import kotlin.test.Test
import kotlin.test.assertContains
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.async
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import khatm.Kind
import khatm.Language
import khatm.mobile.KhatmException
import khatm.mobile.verify
import khatm.mobile.verifySync

/** What is Kotlin's own: the sealed exception, and a thread that is not held. */
class HostTest {
    private val dtd = "<!DOCTYPE a><a/>".toByteArray()

    private fun refusal(language: Language = Language.ENGLISH) =
        assertFailsWith<KhatmException> { verifySync(dtd, language) }

    @Test
    fun `an error is its own exception, and carries everything`() {
        val error = assertIs<KhatmException.Input>(refusal())
        assertEquals(Kind.INPUT, error.value.kind)
        assertTrue(Regex("KHATM-[A-Z0-9-]+").matches(error.value.code))
        assertEquals(error.value, error.details())
        assertEquals("${error.value.code}: ${error.value.message}", error.toString())
        assertContains(error.message, error.value.fix)
    }

    @Test
    fun `a suspended call throws the same`() {
        val error = assertFailsWith<KhatmException.Input> { runBlocking { verify(dtd, Language.ENGLISH) } }
        assertEquals(refusal().details(), error.details())
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
    fun `Arabic is Arabic`() {
        val (english, arabic) = Language.entries.map { refusal(it).details() }
        assertEquals(english.code, arabic.code)
        for (text in listOf(arabic.message, arabic.fix)) assertTrue(text.any { it in '\u0600'..'\u06ff' }, text)
        for (text in listOf(english.message, english.fix)) assertTrue(text.none { it in '\u0600'..'\u06ff' }, text)
    }

    /** How often the only thread came round while a call was open. */
    private fun turns(call: suspend (ByteArray) -> Unit): Int = runBlocking {
        val xml = ("<a>" + "<b>text</b>".repeat(100_000) + "</c>").toByteArray()
        val started = CompletableDeferred<Unit>()
        val open = async {
            started.complete(Unit)
            assertFailsWith<KhatmException> { call(xml) }
        }
        started.await()
        var count = 0
        while (open.isActive) {
            count += 1
            yield()
        }
        count
    }

    @Test
    fun `a suspended call leaves the thread free, a blocking one does not`() {
        assertTrue(turns { verifySync(it, Language.ENGLISH) } <= 1, "the measure is blind: it must see a call that blocks")
        assertTrue(turns { verify(it, Language.ENGLISH) } > 10)
    }
}
