select state, code, message from khatm.onboarding where device = $1::text and ($2::text is null or environment = $2)
