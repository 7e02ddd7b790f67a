select khatm.onboarding_unused($1::text, $2::text, timestamptz 'epoch' + $3::bigint * interval '1 millisecond', $4::bytea)
