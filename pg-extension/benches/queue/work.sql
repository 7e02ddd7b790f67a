-- A worker's two transactions, without the call between them.
select coalesce(array_agg(chain), '{}') as chains, coalesce(array_agg(icv), '{}') as icvs, coalesce(array_agg(epoch), '{}') as epochs,
    count(*) as count, sum(octet_length(xml)) as sent
from khatm.claim('w' || :client_id, 256) \gset
select khatm.settle(':chains', ':icvs', ':epochs',
    array_fill(jsonb_build_object('verdict', 'accepted', 'http', 200, 'ms', 300, 'answer', jsonb_build_object('recorded', jsonb_build_object('cleared', false)),
        'messages', null), array[:count]),
    array_fill('{}'::bytea, array[:count]), array_fill(null::bytea, array[:count]));
