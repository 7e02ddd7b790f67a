select khatm.retry($1::text::uuid)
