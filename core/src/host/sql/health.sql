select light, code, environment, device, message, fix, (extract(epoch from clock_timestamp()) * 1000)::bigint as at_ms from khatm.health($1::text)
