select khatm.verification($1::text, $2::text)::text as value
