-- A worker's two transactions, without the call between them.
select coalesce(array_agg(chain), '{}') as chains, coalesce(array_agg(icv), '{}') as icvs, coalesce(array_agg(epoch), '{}') as epochs,
    coalesce(array_agg('{"verdict": "accepted", "http": 200, "ms": 300, "answer": {"recorded": {"cleared": false}}, "messages": null}'), '{}') as told,
    coalesce(array_agg('{}'::bytea), '{}') as bodies, array_fill(null::bytea, array[count(*)::int]) as cleared, sum(octet_length(xml)) as sent
from khatm.claim('w' || :client_id, 256) \gset
select khatm.settle(:'chains', :'icvs', :'epochs', :'told', :'bodies', :'cleared');
