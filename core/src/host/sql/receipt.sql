select number, ground, qr, xml from khatm.receipt($1::text::uuid)
