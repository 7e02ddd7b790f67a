select khatm.way($1::text::uuid)::text as value
