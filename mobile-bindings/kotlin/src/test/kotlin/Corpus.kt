import com.fasterxml.jackson.databind.DeserializationFeature
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import com.fasterxml.jackson.databind.node.ObjectNode
import com.fasterxml.jackson.databind.node.TextNode
import java.nio.file.Files
import java.nio.file.Path
import java.security.MessageDigest
import java.util.Base64
import khatm.JsonOrder
import khatm.Khatm
import khatm.KhatmException
import khatm.Order
import khatm.PrivateKey
import khatm.build
import khatm.buildJson
import khatm.check
import khatm.checkJson
import khatm.csr
import khatm.csrJson
import khatm.explain
import khatm.inspect
import khatm.qr
import khatm.qrEscpos
import khatm.qrPng
import khatm.qrSvg
import khatm.seal
import khatm.testing.Simulator
import khatm.validate
import khatm.values.CsrConfig
import khatm.values.Draft
import khatm.values.DraftNote
import khatm.values.DraftParty
import khatm.values.Environment
import khatm.values.Language
import khatm.values.VatCategory
import khatm.values.Way
import khatm.verify
import khatm.verifyQr
import kotlin.reflect.KClass
import kotlin.reflect.KType
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.primaryConstructor
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

/** A player of examples/cases, as the README there says: it follows references, makes calls, and looks at answers. */
class Corpus(private val authority: Simulator? = null) {
    /** The authority's own answers are not beside the checkout. */
    class Absent : Exception()

    private val answers = mutableMapOf<String, JsonNode>()

    /** What a call came to. It is not all told where the call was given a text that stands for a record. */
    class Played(val answer: JsonNode, val whole: Boolean)

    /** Makes a call, with text and, where that takes one, with a value of ours too; keeps its answer. */
    fun play(case: JsonNode): List<Played> {
        val given = case.get("with").properties().associate { (name, value) -> name to thing(value) }
        val record = listOf("draft", "configuration").any { given[it] is JsonNode && !(given[it] as JsonNode).isTextual }
        val played = mutableListOf(Played(outcome { made(case.text("call"), given, false) }, !record))
        if (typed(case.text("call"), given) != null) played += Played(outcome { made(case.text("call"), given, true) }, true)
        answers[case.text("name")] = played.last().answer
        return played
    }

    /** Plays a step of a story, once: with values of ours where they can say it. */
    suspend fun step(khatm: Khatm, step: JsonNode) {
        val given = step.get("with").properties().associate { (name, value) -> name to thing(value) }
        val answer = outcome { runBlocking { done(khatm, step.text("call"), given) } }
        answers[step.text("name")] = answer
        look(step, answer)
    }

    private suspend fun done(khatm: Khatm, call: String, given: Map<String, Any>): Any? {
        fun node(name: String) = given[name] as JsonNode?
        fun text(name: String) = node(name)?.takeUnless { it.isNull }?.let { if (it.isTextual) it.asText() else "$it" }
        fun draft(node: JsonNode?) = try { (node as? ObjectNode)?.let { record(Draft::class, it) } } catch (_: Unfit) { null }
        val (uuid, device, person) = listOf("uuid", "device", "person").map { text(it) ?: "" }
        return when (call) {
            "add_device" -> khatm.addDeviceJson(text("name")!!, text("configuration")!!, text("seller")!!, baseUrl = text("base_url"))
            "onboard" -> khatm.onboard(text("name")!!, text("otp"))
            "check" -> draft(node("draft"))?.let { khatm.check(it, text("device")) } ?: khatm.checkJson(text("draft")!!, text("device"))
            "issue" -> draft(node("draft"))?.let { khatm.issue(device, it, text("request_key"), text("corrects")) }
                ?: khatm.issueJson(device, text("draft")!!, text("request_key"), text("corrects"))
            "issue_all" -> {
                val orders = node("drafts")!!.map { it[0] to it[1].takeUnless { key -> key.isNull }?.asText() }
                if (orders.all { (one, _) -> draft(one) != null }) khatm.issueAll(device, orders.map { (one, key) -> Order(draft(one)!!, key) })
                else khatm.issueAllJson(device, orders.map { (one, key) -> JsonOrder("$one", key) })
            }
            "document" -> khatm.document(uuid)
            "find" -> khatm.find(text("text")!!)
            "receipt" -> khatm.receipt(uuid)
            "way" -> khatm.way(uuid)
            "deliver" -> khatm.deliver()
            "wait_cleared" -> khatm.waitCleared(uuid, node("timeout_ms")?.asLong()?.toULong() ?: 10_000uL)
            "outbox" -> khatm.outbox(rejected = node("rejected")?.asBoolean() ?: false)
            "retry" -> khatm.retry(uuid, person)
            "hold" -> node("people")!!.let { khatm.hold(uuid, it[0].asText(), it[1].asText(), text("why")!!) }
            "free" -> khatm.free(uuid, person, text("why")!!)
            "release" -> khatm.release(uuid, text("reason")!!, person, text("note")!!)
            "verify_ledger" -> khatm.verifyLedger()
            "close" -> khatm.shutDown()
            "drain" -> withTimeout(240_000) {
                while (khatm.outbox().isNotEmpty()) {
                    khatm.deliver()
                    delay(50)
                }
            }
            "authority.add_fault" -> authority!!.add(node("rule")!!)
            "authority.clear_faults" -> authority!!.clearFaults()
            "authority.unplug" -> authority!!.unplug()
            "authority.plug" -> authority!!.plug()
            else -> made(call, given, false)
        }
    }

    /** Compares an answer with what is expected of it. */
    fun look(case: JsonNode, answer: JsonNode) = case.get("expect").forEach { expected ->
        val found = answer.at(expected.text("at"))
        val each = expected.get("each")?.map { it.asText() }
        fun wanted(name: String) = node(thing(expected.get(name)))
        fun rows(nodes: Iterable<JsonNode>) = nodes.map { row -> each!!.map { row.get(it) ?: json.nullNode() } }.toSet()
        val holds = when {
            expected.has("is") && each != null -> rows(listOf(found)) == rows(listOf(wanted("is")))
            expected.has("is") -> same(found) == same(wanted("is"))
            expected.has("set") -> rows(found) == rows(wanted("set"))
            expected.has("has") -> wanted("has").asText() in found.asText()
            else -> wanted("lacks").asText() !in found.asText()
        }
        check(holds) { "${case.text("name")}: $expected, and not $found" }
    }

    /** Follows a reference, and every reference in a value: bytes, or JSON. */
    private fun thing(given: JsonNode): Any = when {
        given.isObject && given.has("file") -> part(file(given.text("file")), given)
        given.isObject && given.has("base64") -> Base64.getDecoder().decode(given.text("base64"))
        given.isObject && given.has("answer") ->
            (answers[given.text("answer")] ?: throw Absent()).at(given.get("at")?.asText() ?: "")
        given.isObject && given.has("authority") -> TextNode(if (given.text("authority") == "otp") authority!!.otp() else authority!!.url)
        given.isObject -> json.createObjectNode().apply {
            given.properties().forEach { (name, value) -> set<JsonNode>(name, node(thing(value))) }
        }
        given.isArray -> json.createArrayNode().apply { given.forEach { add(node(thing(it))) } }
        else -> given
    }

    private fun file(name: String): ByteArray {
        if (!name.startsWith("conformance/")) return Files.readAllBytes(root.resolve(name))
        if (!Files.isDirectory(conformance)) throw Absent()
        return Files.readAllBytes(conformance.resolve(name.removePrefix("conformance/")))
    }

    private fun part(content: ByteArray, given: JsonNode): Any = when {
        given.has("at") -> json.readTree(content).at(given.text("at"))
        given.has("lines") -> {
            val lines = Base64.getDecoder().decode(content).decodeToString().split("\n")
            TextNode(lines.subList(given.at("/lines/0").asInt() - 1, given.at("/lines/1").asInt()).joinToString("\n"))
        }
        else -> content
    }

    /** The argument that is a record of ours, if the call has one and it can be said with our types. */
    private fun typed(call: String, given: Map<String, Any>): Any? = try {
        when (call) {
            // A seller that can be no record of ours is said as text, with its draft.
            "check", "build" -> (given["draft"] as? ObjectNode)?.let { draft ->
                (given["seller"] as? ObjectNode)?.let { record(DraftParty::class, it) }
                record(Draft::class, draft)
            }
            "csr" -> (given["configuration"] as? ObjectNode)?.let { record(CsrConfig::class, it) }
            else -> null
        }
    } catch (_: Unfit) {
        null
    }

    private fun made(call: String, given: Map<String, Any>, ours: Boolean): Any? {
        fun text(name: String) = given[name]?.let { (it as? ByteArray)?.decodeToString() ?: (it as JsonNode).let { if (it.isTextual) it.asText() else "$it" } }
        fun bytes(name: String) = given[name]?.let { it as? ByteArray ?: (it as JsonNode).asText().toByteArray() }
        fun key() = PrivateKey.parse(bytes("key")!!)
        val language = text("language")?.let { name -> Language.entries.single { it.name.lowercase().startsWith(name) } }
        val environment = text("environment")?.let { Environment.valueOf(it.uppercase()) }
        val counter = (given["counter"] as? JsonNode)?.asLong()?.toULong()
        fun seller() = (given["seller"] as? ObjectNode)?.let { record(DraftParty::class, it) as DraftParty }
        val record = if (ours) typed(call, given) else null
        return when (call) {
            "verify" -> verify(bytes("xml")!!, language)
            "verify_qr" -> verifyQr(bytes("qr")!!, language)
            "check" -> if (record is Draft) check(record, seller(), counter, text("previous_hash"), text("now"), language)
            else checkJson(text("draft")!!, text("seller"), counter, text("previous_hash"), text("now"), language)
            "build" -> if (record is Draft) build(record, seller(), counter, text("previous_hash"), text("now"), language)
            else buildJson(text("draft")!!, text("seller"), counter, text("previous_hash"), text("now"), language)
            "validate" -> validate(bytes("xml")!!, text("now"), text("previous_hash"), bytes("certificate"), language)
            "seal" -> seal(bytes("xml")!!, key(), bytes("certificate")!!, text("at"), language)
            "explain" -> explain(bytes("xml")!!, bytes("against"), language)
            "inspect" -> inspect(bytes("data")!!, environment, language)
            "csr" -> if (record is CsrConfig) csr(record, key(), environment!!, language)
            else csrJson(text("configuration")!!, key(), environment!!, language)
            "qr" -> qr(bytes("data")!!, language)
            "qr_png" -> qrPng(bytes("data")!!, (given["scale"] as JsonNode).asInt().toUInt(), language)
            "qr_escpos" -> qrEscpos(bytes("data")!!, (given["paper"] as JsonNode).asInt().toUInt(), language)
            "qr_svg" -> qrSvg(bytes("data")!!, language).decodeToString()
            else -> error("no call is named $call")
        }
    }

    companion object {
        val root: Path = Path.of(System.getenv("KHATM_ROOT") ?: System.getProperty("khatm.root"))
        val conformance: Path = root.resolve("../shared/conformance")
        val json: ObjectMapper = ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)

        fun load(name: String): JsonNode = json.readTree(root.resolve("examples/cases/$name").toFile())

        fun JsonNode.text(name: String): String = get(name).asText()

        /** What a call came to, in the shape of a case. */
        fun outcome(call: () -> Any?): JsonNode = try {
            json.valueToTree(mapOf("result" to plain(call())))
        } catch (error: KhatmException) {
            val value = error.details()
            check(value.kind.name.equals(error::class.simpleName, ignoreCase = true)) { "$error is of another kind than ${value.kind}" }
            check("$error" == "${value.code}: ${value.message}") { "$error" }
            json.valueToTree(mapOf("error" to plain(value)))
        }

        /** A value as the cases spell it: fields in snake case, words in small letters, bytes in base64. */
        fun plain(value: Any?): Any? = when (value) {
            null, is String, is Boolean, is Int, is Long -> value
            is ByteArray -> Base64.getEncoder().encodeToString(value)
            is UShort -> value.toLong()
            is UInt -> value.toLong()
            is ULong -> value.toLong()
            is Enum<*> -> value.name.lowercase()
            is List<*> -> value.map(::plain)
            is Unit -> null
            // What the authority said, in its own words: each in JSON.
            is Way -> fields(value) + ("messages" to value.messages.map(json::readTree))
            else -> fields(value)
        }

        private fun fields(value: Any): Map<String, Any?> =
            value::class.memberProperties.associate { snake(it.name) to plain(it.getter.call(value)) }

        /** An answer without its long texts. */
        fun folded(node: JsonNode): JsonNode = when {
            node.isTextual && node.asText().toByteArray().size > 200 -> TextNode("sha256:" + sha256(node.asText().toByteArray()))
            node.isObject -> json.createObjectNode().apply { node.properties().forEach { (name, value) -> set<JsonNode>(name, folded(value)) } }
            node.isArray -> json.createArrayNode().apply { node.forEach { add(folded(it)) } }
            else -> node
        }

        /** An answer without what names the places of a text. */
        fun placeless(node: JsonNode): JsonNode = when {
            node.isObject -> json.createObjectNode().apply {
                node.properties().filterNot { (name, _) -> name in setOf("place", "message", "message_ar") }
                    .forEach { (name, value) -> set<JsonNode>(name, placeless(value)) }
            }
            node.isArray -> json.createArrayNode().apply { node.forEach { add(placeless(it)) } }
            else -> node
        }

        /** A node that is equal to another one when it says the same: numbers have one width. */
        fun same(node: JsonNode): JsonNode = json.readTree(node.toString())

        private fun node(thing: Any): JsonNode = thing as? JsonNode ?: TextNode((thing as ByteArray).decodeToString())

        private fun snake(name: String) = name.replace(Regex("[A-Z]")) { "_" + it.value.lowercase() }

        private fun sha256(bytes: ByteArray) =
            MessageDigest.getInstance("SHA-256").digest(bytes).joinToString("") { "%02x".format(it) }

        private class Unfit : Exception()

        /** A record of ours, if this JSON is one: no other names, no other types, numbers as their text. */
        private fun <T : Any> record(type: KClass<T>, value: ObjectNode): T {
            val make = type.primaryConstructor!!
            val known = make.parameters.associateBy { snake(it.name!!) }
            val given = value.properties().associate { (name, field) -> (known[name] ?: throw Unfit()) to field(known[name]!!.type, field) }
            if (make.parameters.any { !it.isOptional && it !in given }) throw Unfit()
            return make.callBy(given)
        }

        private fun field(type: KType, value: JsonNode): Any? {
            val kind = type.classifier as KClass<*>
            return when {
                value.isNull -> if (type.isMarkedNullable) null else throw Unfit()
                kind == String::class -> if (value.isTextual || value.isNumber) value.asText() else throw Unfit()
                kind == Boolean::class -> if (value.isBoolean) value.asBoolean() else throw Unfit()
                kind == List::class -> if (value.isArray) value.map { field(type.arguments.single().type!!, it) } else throw Unfit()
                kind == DraftNote::class && value.isTextual -> DraftNote(value.asText())
                kind == VatCategory::class -> VatCategory.entries.getOrNull("SZEO".indexOf(value.asText().ifEmpty { "?" })) ?: throw Unfit()
                kind.java.isEnum -> kind.java.enumConstants.find { (it as Enum<*>).name.equals(value.asText(), ignoreCase = true) } ?: throw Unfit()
                value is ObjectNode -> record(kind, value)
                else -> throw Unfit()
            }
        }
    }
}
