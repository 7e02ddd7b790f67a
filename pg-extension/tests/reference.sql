-- The reference of the extension as Markdown, out of the catalogue. Expects :public, a line for each object: its kind, a tab, its name.
set search_path = pg_catalog;

create temporary table named as
    select split_part(line, E'\t', 1) as kind, split_part(line, E'\t', 2) as name, n
    from unnest(string_to_array(:'public', E'\n')) with ordinality as lines (line, n);

-- Who may use it; whoever is its owner may anyway.
create function pg_temp.users_of(rights aclitem[], owner oid) returns text language sql as $$
    select coalesce(string_agg(distinct '`' || r.rolname || '`', ', '), 'its owner')
    from aclexplode(rights) as a join pg_roles as r on r.oid = a.grantee where a.grantee <> owner
$$;

create function pg_temp.told(text) returns text language sql as $$ select replace($1, '|', '\|') $$;

create temporary table part (n bigint, heading text, body text);

insert into part
select min(n.n), '`khatm.' || p.proname || '`',
    string_agg(concat_ws(E'\n\n',
        E'```sql\n' || case p.prokind when 'p' then 'call ' else '' end || 'khatm.' || p.proname || '('
            || regexp_replace(replace(pg_get_function_arguments(p.oid), 'NULL', 'null'), 'DEFAULT ([^:,]+)::[a-z ]+(\[\])?', 'default \1', 'g') || ')'
            || case when p.prokind <> 'p' and p.proargmodes is null then ' returns ' || pg_get_function_result(p.oid) else '' end || E'\n```',
        obj_description(p.oid, 'pg_proc') || '.',
        -- The columns of what returns rows.
        nullif((select E'| column | type |\n| --- | --- |\n' || string_agg('| `' || p.proargnames[i] || '` | `' || format_type(p.proallargtypes[i], null) || '` |', E'\n' order by i)
            from generate_subscripts(p.proallargtypes, 1) as i where p.proargmodes[i] in ('t', 'o')), ''),
        'For ' || pg_temp.users_of(p.proacl, p.proowner) || '.'), E'\n\n' order by n.n)
from named as n join pg_proc as p on p.oid = to_regprocedure(n.name)
where n.kind in ('function', 'procedure')
group by p.proname;

insert into part
select n.n, '`khatm.' || c.relname || '`',
    concat_ws(E'\n\n',
        obj_description(c.oid, 'pg_class') || '.',
        (select E'| column | type | what it is |\n| --- | --- | --- |\n'
            || string_agg('| `' || a.attname || '` | `' || format_type(a.atttypid, a.atttypmod) || '` | ' || pg_temp.told(col_description(c.oid, a.attnum)) || ' |', E'\n' order by a.attnum)
            from pg_attribute as a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        'For ' || pg_temp.users_of(c.relacl, c.relowner) || '.')
from named as n join pg_class as c on c.oid = to_regclass(n.name)
where n.kind in ('view', 'table');

-- A name that the catalogue does not know is a mistake in the files.
select 'UNKNOWN: ' || kind || ' ' || name from named where kind in ('function', 'procedure') and to_regprocedure(name) is null or kind in ('view', 'table') and to_regclass(name) is null;
select 1 / (not exists (select from named where kind in ('function', 'procedure') and to_regprocedure(name) is null
    or kind in ('view', 'table') and to_regclass(name) is null))::int as all_known \gset

select $$# Khatm in PostgreSQL: reference

Made from the catalogue and its comments by `pg-extension/reference`: do not edit.

What is refused is an error: its SQLSTATE says the kind (`22023` mend what was handed in, `55000` take another step first, `38000` the authority said
no, `58030` the same again later, `58000` do not repeat blindly, `XX000` tell us), its message begins with the code, its DETAIL is JSON with `kind`,
`code`, `path`, `place` and, where several things are wrong, `findings`; its HINT is the way out. Texts are in English (`en`) or Arabic (`ar`). The
codes are in [codes.md](../codes.md). Nothing is open to the public: rights are given to the roles below.

## Functions
$$;
select '### ' || heading || E'\n\n' || body || E'\n' from part where heading in (select '`khatm.' || proname || '`' from pg_proc where pronamespace = 'khatm'::regnamespace)
    and n in (select n from named where kind in ('function', 'procedure')) order by n;
select E'## Views\n';
select '### ' || heading || E'\n\n' || body || E'\n' from part where n in (select n from named where kind in ('view', 'table')) order by n;
