select khatm.onboarding_ended(
    $1::text, $2::text, timestamptz 'epoch' + $3::bigint * interval '1 millisecond', $4::text, $5::text, $6::bigint)
