select khatm.give_back($1::bigint[], $2::bigint[], $3::bigint[], $4::text::jsonb)
