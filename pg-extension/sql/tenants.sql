-- Nobody sees another taxpayer's rows, whatever he was granted: the same predicate for every table whose rows have a chain or a device. A
-- table that has neither is shut for all but its owner, unless a policy of its own follows below.
do $$
declare
    kept record;
    predicate text;
begin
    for kept in
        select c.oid, c.relname, array_agg(a.attname) as columns
        from pg_class as c join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'khatm'::regnamespace and c.relkind = 'r'
        group by 1, 2
    loop
        predicate := case
            -- Its lines that tell of no document tell of devices: they are for who sees all.
            when kept.relname = 'audit' then
                'chain = any (array(select khatm.seen_chains())) or (chain is null and (select khatm.sees_all()))'
            -- Its device is an expression over rows, and its policy is made beside it.
            when kept.relname = 'attachment' then null
            when 'chain' = any (kept.columns) then 'chain = any (array(select khatm.seen_chains()))'
            when 'environment' = any (kept.columns) and 'device' = any (kept.columns) then 'khatm.sees_device(environment, device)'
        end;
        execute format('alter table khatm.%I enable row level security', kept.relname);
        if predicate is not null then
            execute format('create policy seen on khatm.%I for select using (%s)', kept.relname, predicate);
            execute format('comment on policy seen on khatm.%I is %L', kept.relname, 'Only those of taxpayers whose role the reader has');
        end if;
    end loop;
end
$$;

create policy seen on khatm.store for select using (true);
comment on policy seen on khatm.store is 'Where the ledger is, is nobody''s in particular';
create policy seen on khatm.tenant for select using (exists (
    select from pg_catalog.pg_roles as r
    where r.rolname operator(pg_catalog.=) role::pg_catalog.name and pg_catalog.pg_has_role(r.oid, 'usage')));
comment on policy seen on khatm.tenant is 'Only those whose role the reader has';
