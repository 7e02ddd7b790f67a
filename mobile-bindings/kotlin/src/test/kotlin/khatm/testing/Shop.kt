package khatm.testing

import java.nio.file.Files
import java.nio.file.Path
import khatm.Connectivity
import khatm.Khatm
import khatm.RestoreWitness
import khatm.RootKeyWrapper
import khatm.values.CsrConfig
import khatm.values.Draft
import khatm.values.DraftId
import khatm.values.DraftLine
import khatm.values.DraftParty
import khatm.values.Environment
import khatm.values.Language

/** What the device of [open] is called. */
const val DEVICE = "TILL-1"

/** A seller that is nobody. */
val SELLER = DraftParty(
    name = "Khatm Books",
    vatNumber = "300000000000003",
    id = DraftId(scheme = "CRN", value = "1010010001"),
    street = "King Fahd Road",
    buildingNumber = "2322",
    additionalNumber = "9833",
    district = "Al Olaya",
    city = "Riyadh",
    postalCode = "12214",
)

/** A buyer with a VAT number: documents for it are cleared. */
val BUYER = DraftParty(
    name = "Reader Est.",
    vatNumber = "310122393500003",
    street = "Tahlia Street",
    buildingNumber = "1111",
    district = "Al Muruj",
    city = "Riyadh",
    postalCode = "12222",
)

/** The fields of that seller's certificate request. */
val CONFIGURATION = CsrConfig(
    commonName = "TST-886431145-300000000000003",
    serialNumber = "1-Khatm|2-Test|3-0001",
    organizationIdentifier = "300000000000003",
    organizationUnitName = "Riyadh Branch",
    organizationName = "Khatm Books",
    countryName = "SA",
    invoiceType = "1100",
    locationAddress = "RRRD2929",
    industryBusinessCategory = "Books",
)

/** A sale of one line. */
fun sale(number: String, price: String = "4.00") =
    Draft(number = number, lines = listOf(DraftLine(name = "Tea", quantity = "1", price = price)))

/** An app's folder, with what must not lie in it beside it. */
class Shop(val folder: Path = Files.createTempDirectory("khatm-shop")) : AutoCloseable {
    val app: Path = Files.createDirectories(folder.resolve("app"))
    val ledger: Path = app.resolve("shop.khatm")
    val witness: Path = folder.resolve("witness")

    /** Opens the ledger in the app's folder. */
    suspend fun open(
        language: Language = Language.ENGLISH,
        at: Path = ledger,
        create: Boolean = true,
        rootKey: RootKeyWrapper? = null,
        witness: RestoreWitness? = null,
        connectivity: Connectivity? = null,
    ): Khatm = Khatm.open(
        url = "sqlite:$at",
        create = create,
        environment = Environment.SIMULATION,
        language = language,
        rootKey = rootKey,
        rootKeyFile = if (rootKey == null) folder.resolve("root.key").toString() else null,
        witness = witness,
        witnessFolder = this.witness.toString(),
        connectivity = connectivity,
        rehearsal = true,
    )

    override fun close() {
        folder.toFile().deleteRecursively()
    }
}

/** A device that is onboarded at this simulator. */
suspend fun Khatm.onboarded(at: Simulator): Khatm = apply {
    if (devices().isEmpty()) {
        addDevice(DEVICE, CONFIGURATION, SELLER, baseUrl = at.url)
        onboard(DEVICE, at.otp())
    }
}
