select khatm.device_keep(
    $1::text, $2::text, $3::bigint, timestamptz 'epoch' + $4::bigint * interval '1 millisecond', $5::bytea, $6::text, timestamptz 'epoch' + $7::bigint * interval '1 millisecond')
