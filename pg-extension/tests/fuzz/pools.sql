-- What is real in this database, for values that are half right.
select jsonb_build_object(
    'uuids', (select jsonb_agg(uuid) from (select uuid from khatm.document order by chain, counter desc limit 400) as d),
    'numbers', (select jsonb_agg(number) from (select number from khatm.document order by chain, counter desc limit 400) as d),
    'request_keys', (select jsonb_agg(request_key) from (select request_key from khatm.document where request_key is not null order by chain, counter desc limit 100) as d),
    'certificates', (select jsonb_agg(certificate) from khatm.chain),
    'vat_numbers', (select jsonb_agg(distinct vat_number) from khatm.chain),
    'devices', (select jsonb_agg(device) from (select distinct device from khatm.chain order by device limit 50) as d),
    'documents', (select jsonb_agg(encode(xml, 'base64')) from (select xml from khatm.document order by issued_at desc limit 20) as d),
    'files', (select jsonb_agg(encode(file, 'base64')) from (select file from khatm.safe order by saved_at desc limit 10) as d),
    'tables', (select jsonb_agg(oid::regclass::text) from pg_class where relnamespace in ('khatm'::regnamespace, 'fuzz'::regnamespace)),
    'procedures', (select jsonb_agg(oid::regprocedure::text) from pg_proc where pronamespace in ('khatm'::regnamespace, 'fuzz'::regnamespace))
)
