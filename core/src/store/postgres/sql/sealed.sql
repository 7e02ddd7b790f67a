select environment, device, version, (extract(epoch from saved_at) * 1000)::bigint as saved_ms, file
from khatm.device_sealed($1::text, $2::text, $3::text)
