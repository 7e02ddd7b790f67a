select environment, device, (extract(epoch from asked_at) * 1000)::bigint as asked_ms, password
from khatm.onboarding_take($1::text, $2::text)
