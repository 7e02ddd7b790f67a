// A device comes to its certificate: made with its key, onboarded with a one-time password, also after the authority stopped half way.

import khatm.Khatm
import khatm.KhatmException
import khatm.code
import khatm.testing.CONFIGURATION
import khatm.testing.SELLER
import khatm.testing.Simulator
import khatm.values.Environment
import kotlinx.coroutines.runBlocking

fun main(): Unit = runBlocking {
    Simulator().use { authority ->
        val ledger = Khatm.open(
            "sqlite:shop.khatm", create = true, environment = Environment.SIMULATION, rootKeyFile = "root.key", rehearsal = true,
        )
        println(ledger.addDevice("TILL-1", CONFIGURATION, SELLER, baseUrl = authority.url).next)
        try {
            ledger.onboard("TILL-1", "000000") // mistyped
        } catch (error: KhatmException.State) {
            println(error.code)
        }
        // The authority refuses a document of its checks. The password is used up by then; none is needed to go on.
        authority.fault("reject", "operation" to "compliance_check", "times" to 1)
        try {
            ledger.onboard("TILL-1", authority.otp())
        } catch (error: KhatmException.Refused) {
            println(ledger.device("TILL-1").next)
        }
        val device = ledger.onboard("TILL-1")
        println("${device.state} ${device.passed} of ${device.required} documents passed")
        ledger.shutDown()
    }
}
