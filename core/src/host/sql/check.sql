select severity, code, path, message from khatm.check($1::text::jsonb, $2::text, $3::text)
