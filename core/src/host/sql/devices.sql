select coalesce(json_agg(s), '[]')::text as value from khatm.device_status(environment => $1::text) as s
