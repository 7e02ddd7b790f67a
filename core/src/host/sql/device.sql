select s::text as value from khatm.device_status($1::text, $2::text) as s
