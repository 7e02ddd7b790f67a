select khatm.unpark($1::text, $2::text)
