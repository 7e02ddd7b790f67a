select khatm.story($1::text::uuid, $2::text)::text as value
