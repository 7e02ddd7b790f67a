import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import java.util.jar.JarFile
import java.util.jar.JarOutputStream
import java.util.zip.ZipEntry
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** What is handed on: a jar with the library in it, and the layout of Android's archive. */
class PackageTest {
    private val separator: String = File.pathSeparator
    private val classpath = (System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")).split(separator)
    private val classes = File(classpath.single { File(it, "khatm/Khatm.class").exists() })

    private fun jar(folder: Path): File = folder.resolve("khatm.jar").toFile().also { file ->
        JarOutputStream(file.outputStream()).use { jar ->
            classes.walk().filter { it.isFile }.forEach {
                jar.putNextEntry(ZipEntry(it.relativeTo(classes).path))
                it.inputStream().use { bytes -> bytes.copyTo(jar) }
                jar.closeEntry()
            }
        }
    }

    private fun ended(process: ProcessBuilder): String {
        val begun = process.redirectErrorStream(true).start()
        val told = begun.inputStream.reader().readText()
        assertTrue(begun.waitFor(120, TimeUnit.SECONDS))
        assertEquals(0, begun.exitValue(), told)
        return told
    }

    @Test
    fun `the library is loaded out of the jar`() {
        val folder = Files.createTempDirectory("khatm-jar")
        val others = classpath.filter { File(it) != classes }
        val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
        val command = listOf(java, "-cp", (others + jar(folder).path).joinToString(separator), "Check_a_formKt")
        assertEquals("payable 81.65", ended(ProcessBuilder(command).directory(folder.toFile())).trim().lines().last())
        folder.toFile().deleteRecursively()
    }

    @Test
    fun `an archive for Android has a library for each of its machines, and none for ours`() {
        val folder = Files.createTempDirectory("khatm-aar")
        val script = Corpus.root.resolve("mobile-bindings/android/aar").toString()
        val abis = listOf("arm64-v8a", "armeabi-v7a", "x86_64", "x86")
        val command = listOf(script, "--layout", "$folder/jni", jar(folder).path, "$folder/khatm.aar")
        for (abi in abis) {
            // One that is missing is told, and nothing is packed.
            assertTrue(ProcessBuilder(command).redirectErrorStream(true).start().waitFor() != 0)
            assertTrue(!Files.exists(folder.resolve("khatm.aar")))
            Files.createDirectories(folder.resolve("jni/$abi"))
            Files.writeString(folder.resolve("jni/$abi/libkhatm_mobile.so"), abi)
        }
        ended(ProcessBuilder(command))
        val aar = JarFile(folder.resolve("khatm.aar").toFile())
        val names = aar.entries().asSequence().map { it.name }.filterNot { it.endsWith("/") }.toSet()
        val expected = abis.map { "jni/$it/libkhatm_mobile.so" } + listOf("AndroidManifest.xml", "R.txt", "classes.jar", "proguard.txt")
        assertEquals(expected.toSet(), names)
        val inner = folder.resolve("classes.jar").toFile().apply { writeBytes(aar.getInputStream(aar.getEntry("classes.jar")).readBytes()) }
        val packed = JarFile(inner).entries().asSequence().map { it.name }.toList()
        assertTrue("khatm/Khatm.class" in packed && "khatm/values/Draft.class" in packed && packed.none { it.endsWith(".so") })
        folder.toFile().deleteRecursively()
    }
}
