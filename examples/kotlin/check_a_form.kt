// A form as somebody typed it: everything that is wrong with it at once, field by field, in both languages, before anything is issued.

import khatm.build
import khatm.check
import khatm.testing.BUYER
import khatm.testing.SELLER
import khatm.values.Draft
import khatm.values.DraftLine
import khatm.values.DraftParty
import khatm.values.Language

fun main() {
    val form = Draft(
        number = "S-1",
        buyer = DraftParty(name = "Reader Est.", vatNumber = "123", city = "Riyadh"),
        lines = listOf(
            DraftLine(name = "Book", quantity = "2", price = "35.5O"),
            DraftLine(name = "", quantity = "1", price = "10.00"),
        ),
    )
    for (language in Language.entries) {
        for (finding in check(form, seller = SELLER, language = language).findings) {
            println("${finding.path}: ${finding.message} ${finding.fix}")
        }
    }
    val mended = form.copy(buyer = BUYER, lines = listOf(DraftLine(name = "Book", quantity = "2", price = "35.50")))
    check(check(mended, seller = SELLER).valid)
    println("payable ${build(mended, seller = SELLER).totals.payable}")
}
