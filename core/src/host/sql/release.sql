select khatm.release($1::text::uuid, $2::text, $3::text)
