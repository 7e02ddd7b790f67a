select khatm.hold($1::text::uuid, $2::text, $3::text)
