select khatm.device_onboard($1::text, $2::text, $3::text, $4::boolean)
