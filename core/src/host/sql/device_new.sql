select khatm.device_new($1::text, $2::text, $3::text::jsonb, $4::text::jsonb, $5::text)
