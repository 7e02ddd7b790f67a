import Corpus.Companion.text
import com.fasterxml.jackson.databind.JsonNode
import java.nio.file.Files
import khatm.testing.Shop
import khatm.testing.Simulator
import khatm.testing.onboarded
import khatm.values.Language
import khatm.verify
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assumptions
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** Replays the cases that every host replays. */
class CasesTest {
    private val answers = Corpus.load("answers.json")

    @TestFactory
    fun `each call of the corpus`(): List<DynamicTest> {
        val player = Corpus()
        return Corpus.load("calls.json").filterNot { it.path("not_in").has("kotlin") }.map { case ->
            DynamicTest.dynamicTest(case.text("name")) {
                val played = try {
                    player.play(case).onEach { player.look(case, it.answer) }
                } catch (_: Corpus.Absent) {
                    Assumptions.abort("../shared/conformance is absent")
                }
                val told = Corpus.same(answers.get(case.text("name")))
                for (one in played) {
                    val answer = Corpus.same(Corpus.folded(one.answer))
                    if (one.whole) assertEquals(told, answer) else assertEquals(Corpus.placeless(told), Corpus.placeless(answer))
                }
            }
        }
    }

    /** That so many drafts are said with our own types, and not as text, is what makes the replay one of these types. */
    @Test
    fun `most drafts fit the types`() {
        if (!Files.isDirectory(Corpus.conformance)) return
        val player = Corpus()
        val drafts = Corpus.load("calls.json").filter { it.text("call") in setOf("check", "build") && it.at("/with/draft").isObject }
        val typed = drafts.count { player.play(it).size == 2 }
        println("$typed of ${drafts.size} drafts fit the types")
        assertTrue(typed * 10 >= drafts.size * 9, "$typed of ${drafts.size}")
    }

    @TestFactory
    fun `each story of a ledger`(): List<DynamicTest> = Corpus.load("stories.json").filterNot { it.path("not_in").has("kotlin") }.map { story ->
        DynamicTest.dynamicTest(story.text("name")) {
            runBlocking {
                Simulator().use { authority ->
                    Shop().use { shop ->
                        shop.open().onboarded(authority).use { khatm ->
                            val player = Corpus(authority)
                            for (step in story.get("steps")) player.step(khatm, step)
                        }
                    }
                }
            }
        }
    }

    @TestFactory
    fun `each document that is hardly one`(): List<DynamicTest> = Corpus.load("verify.json").map { case ->
        DynamicTest.dynamicTest(case.text("name")) {
            val language = Language.entries.single { it.name.lowercase().startsWith(case.text("language")) }
            val answer = Corpus.outcome { verify(document(case), language) }
            for (part in listOf("result", "error")) {
                val expected = case.get(part) ?: continue
                // The error has more fields now than it had when these were written.
                val found = answer.path(part)
                for ((name, value) in expected.properties()) assertEquals(Corpus.same(value), Corpus.same(found.path(name)), name)
            }
            assertEquals(case.has("result"), answer.has("result"))
        }
    }

    private fun document(case: JsonNode): ByteArray = when {
        case.has("file") -> Files.readAllBytes(Corpus.root.resolve(case.text("file")))
        case.has("text") -> case.text("text").toByteArray()
        else -> java.util.Base64.getDecoder().decode(case.text("base64"))
    }
}
