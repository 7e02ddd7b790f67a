select khatm.settle($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]::jsonb[], $5::bytea[], $6::bytea[], $7::text::jsonb)
