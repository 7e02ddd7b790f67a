select khatm.device_import($1::bytea, $2::text) as value
