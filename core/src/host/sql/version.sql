select extversion as version from pg_catalog.pg_extension where extname = 'khatm'
