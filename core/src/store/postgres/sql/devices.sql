select environment from khatm.device where device = $1::text order by environment
