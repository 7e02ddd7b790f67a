select khatm.free($1::text::uuid, $2::text)
