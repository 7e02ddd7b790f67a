package khatm.testing

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit

/** The authority's gateway on loopback: `khatm simulator` in a process of its own, with what its control interface offers. */
class Simulator : AutoCloseable {
    private val folder: Path = Files.createTempDirectory("khatm-simulator")
    private var process: Process
    val url: String

    /** The portal is there even while the gateway is not. */
    private var spare: String? = null

    init {
        process = begin("127.0.0.1:0")
        url = announced()
        // Whoever forgets to close it does not leave it behind.
        Runtime.getRuntime().addShutdownHook(Thread { process.destroy() })
    }

    /** A new one-time password, as the portal gives it. */
    fun otp(): String = spare ?: ask("POST", "otps", mapOf("environment" to "simulation")).get("otp").asText()

    /** Adds a rule of faults: `fault("drop_after", "operation" to "clearance", "times" to 1)`. */
    fun fault(fault: Any, vararg condition: Pair<String, Any>) {
        ask("POST", "faults", mapOf("when" to mapOf(*condition), "fault" to fault))
    }

    /** Adds a rule as the control interface takes it. */
    fun add(rule: JsonNode) {
        ask("POST", "faults", rule)
    }

    fun clearFaults() {
        ask("DELETE", "faults")
    }

    /** What was asked of it, the newest first, with what was answered. */
    fun submissions(operation: String): List<JsonNode> {
        val all = mutableListOf<JsonNode>()
        var before: Long? = null
        do {
            val page = ask("GET", "submissions?operation=$operation&limit=1000" + (before?.let { "&before=$it" } ?: ""))
            page.get("submissions").forEach { all.add(it) }
            before = page.get("next_before").takeUnless { it.isNull }?.asLong()
        } while (before != null)
        return all
    }

    /** Takes it off the network: whoever connects is refused. */
    fun unplug() {
        spare = otp()
        end()
    }

    /** Ends `unplug`. It knows everything that it knew. */
    fun plug() {
        process = begin(url.removePrefix("http://"))
        check(announced() == url)
        spare = null
    }

    override fun close() {
        end()
        folder.toFile().deleteRecursively()
    }

    private fun begin(listen: String): Process {
        val state = folder.resolve("state.json").toString()
        val command = listOf(program, "simulator", "--json", "--quiet", "--listen", listen, "--state", state)
        return ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    }

    private fun announced(): String = json.readTree(checkNotNull(process.inputReader().readLine()) { "no simulator" }).get("url").asText()

    private fun end() {
        process.destroy()
        check(process.waitFor(30, TimeUnit.SECONDS)) { "the simulator does not end" }
    }

    private fun ask(method: String, path: String, body: Any? = null): JsonNode {
        val content = body?.let { HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(it)) } ?: HttpRequest.BodyPublishers.noBody()
        val request = HttpRequest.newBuilder(URI("$url/_simulator/$path")).method(method, content)
            .header("Content-Type", "application/json").build()
        val answer = client.send(request, HttpResponse.BodyHandlers.ofString())
        check(answer.statusCode() in 200..299) { "$method $path: ${answer.statusCode()} ${answer.body()}" }
        return json.readTree(answer.body().ifEmpty { "null" })
    }

    private companion object {
        val json = ObjectMapper()
        val client: HttpClient = HttpClient.newHttpClient()

        /** The command line, built beside the library. */
        val program: String = System.getProperty("khatm.program") ?: System.getenv("KHATM_PROGRAM") ?: "khatm"
    }
}
