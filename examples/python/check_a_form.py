"""A form as somebody typed it: everything that is wrong with it at once, field by field, in both languages, before anything is issued."""

import khatm
from khatm.testing import SELLER

form = {
    "number": "S-1",
    "buyer": {"name": "Reader Est.", "vat_number": "123", "city": "Riyadh"},
    "lines": [
        {"name": "Book", "quantity": "2", "price": "35.5O"},
        {"name": "", "quantity": "1", "price": "10.00"},
    ],
}
for language in ("en", "ar"):
    for finding in khatm.check(form, seller=SELLER, language=language)["findings"]:
        print(f"{finding['path']}: {finding['message']} {finding['fix']}")

form["buyer"] = {
    "name": "Reader Est.",
    "vat_number": "310122393500003",
    "street": "Tahlia Street",
    "building_number": "1111",
    "district": "Al Muruj",
    "city": "Riyadh",
    "postal_code": "12222",
}
form["lines"] = [{"name": "Book", "quantity": "2", "price": "35.50"}]
assert khatm.check(form, seller=SELLER)["valid"]
print("payable", khatm.build(form, seller=SELLER)["totals"]["payable"])
