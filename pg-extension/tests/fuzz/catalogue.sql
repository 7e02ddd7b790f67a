-- Everything in the schema that can be called or read, as JSON: so a new object is called too.
select jsonb_build_object(
    'routines', (
        select jsonb_agg(jsonb_build_object(
            'oid', p.oid::int8, 'name', p.proname, 'kind', p.prokind, 'result', p.prorettype::regtype::text, 'set', p.proretset, 'defaults', p.pronargdefaults, 'variadic', p.provariadic <> 0,
            'names', (select coalesce(jsonb_agg(p.proargnames[i]), '[]') from generate_series(1, p.pronargs) as i),
            'types', (select coalesce(jsonb_agg(t.typname order by a.n), '[]') from unnest(p.proargtypes) with ordinality as a (type, n) join pg_type as t on t.oid = a.type),
            'declared', (select coalesce(jsonb_agg(a.type::regtype::text order by a.n), '[]') from unnest(p.proargtypes) with ordinality as a (type, n))
        ) order by p.proname, p.oid)
        from pg_proc as p where p.pronamespace = 'khatm'::regnamespace),
    'relations', (
        select jsonb_agg(jsonb_build_object(
            'name', c.relname, 'kind', c.relkind,
            'columns', (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', t.typname) order by a.attnum) from pg_attribute as a join pg_type as t on t.oid = a.atttypid
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
        ) order by c.relname)
        from pg_class as c where c.relnamespace = 'khatm'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'S')),
    'types', (
        select jsonb_object_agg(t.typname, jsonb_build_object(
            'base', b.typname, 'labels', (select jsonb_agg(e.enumlabel order by e.enumsortorder) from pg_enum as e where e.enumtypid = t.oid)))
        from pg_type as t left join pg_type as b on b.oid = t.typbasetype where t.typnamespace = 'khatm'::regnamespace and t.typtype in ('d', 'e')),
    'roles', (select jsonb_agg(rolname order by rolname) from pg_roles where rolname like 'khatm%')
)
