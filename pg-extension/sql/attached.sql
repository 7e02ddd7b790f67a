-- Attaching tables: what is declared here takes or gives types that are named in SQL only.

-- API: public
create function khatm.attach(
    target regclass,
    device text,
    mapping regprocedure,
    becomes_final text,
    on_invalid text default 'refuse',
    freeze boolean default false,
    lines text[] default '{}',
    mutable text[] default '{}',
    revision text default null,
    corrects text default null,
    environment text default null
) returns bigint language c volatile parallel unsafe cost 100000 set search_path = pg_catalog, pg_temp
    as 'MODULE_PATHNAME', 'attach_table_wrapper';

-- API: public
create function khatm.detach(target regclass) returns void language c volatile parallel unsafe cost 100000
    set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'detach_wrapper';

-- API: public
create function khatm.seal_parked(target regclass default null) returns bigint language c volatile parallel unsafe cost 100000
    set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'seal_parked_wrapper';

-- API: public
create function khatm.status_of(target regclass, variadic key text[]) returns table (
    revision text,
    environment text,
    device text,
    icv bigint,
    uuid uuid,
    kind text,
    profile text,
    number text,
    issued_at timestamptz,
    total numeric,
    fate text,
    may_hand_over boolean,
    ground text,
    qr text
) language c volatile strict parallel restricted cost 1000 rows 1 set search_path = pg_catalog, pg_temp
    as 'MODULE_PATHNAME', 'status_of_wrapper';

-- API: private
create function khatm.note() returns trigger language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_note';
create function khatm.seal_noted() returns trigger language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_seal_noted';
create function khatm.frozen() returns trigger language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_frozen';
create function khatm.frozen_line() returns trigger language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_frozen_line';
create function khatm.frozen_whole() returns trigger language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_frozen_whole';

-- A table that is gone cannot be named in a dump: its number would be that of another table where the dump is restored.
select pg_catalog.pg_extension_config_dump(
    'khatm.attachment', 'where exists (select from pg_catalog.pg_class as c where c.oid = target)');
select pg_catalog.pg_extension_config_dump(
    'khatm.park',
    'where exists (select from khatm.attachment as a join pg_catalog.pg_class as c on c.oid = a.target where a.attachment = park.attachment)');

-- Who sees only some taxpayers' rows sees the attachments of tables that he owns.
create policy seen on khatm.attachment for select using ((select khatm.sees_all())
    or pg_catalog.pg_has_role((select c.relowner from pg_catalog.pg_class as c where c.oid = target), 'usage'));
comment on policy seen on khatm.attachment is 'Those of the reader''s own tables, and all for who sees all';
create policy seen on khatm.park for select using (exists (select from khatm.attachment as a where a.attachment = park.attachment));
comment on policy seen on khatm.park is 'Those of the attachments that the reader sees';

-- API: private
-- A column that has another name now, and one that has its name, are told by it: a trigger looks at the column that it was made for, and a
-- query at the one that has the name. Under settings of its own, so that it is the same text in every session.
create function khatm.watched(target oid) returns text
language sql stable set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' set intervalstyle = 'postgres' set timezone = 'UTC'
set extra_float_digits = '1' set quote_all_identifiers = off set standard_conforming_strings = on set array_nulls = on as $$
    select concat_ws(e'\n',
        (
            select string_agg(quote_ident(a.attname), ', ' order by k.at)
            from pg_index as i cross join lateral unnest(i.indkey) with ordinality as k (number, at)
            join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.number
            where i.indrelid = $1 and i.indisprimary and k.at <= i.indnkeyatts
        ),
        (
            select string_agg(substring(pg_get_triggerdef(t.oid) from ' WHEN .*'), e'\n' order by t.tgname)
            from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
            where p.pronamespace = 'khatm'::regnamespace and t.tgrelid = $1 and t.tgname in ('khatm_note_insert', 'khatm_note_rename')
        ),
        -- Those that keep rows as they are have reasons of their own.
        (
            select string_agg(t.tgname, ', ' order by t.tgname)
            from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
            where p.pronamespace = 'khatm'::regnamespace and t.tgrelid = $1 and p.proname in ('note', 'seal_noted')
        ))
$$;
comment on function khatm.watched(oid) is 'The primary key of an attached table, its triggers, and the columns and conditions that they look at';
create function khatm.belongs(target oid, lines text[], relation oid) returns boolean language c stable strict parallel restricted cost 100
    set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'belongs_wrapper';
comment on function khatm.belongs(oid, text[], oid) is 'Whether a table is the attached one, has its lines, or is a partition of such a one';
create function khatm.signature(function oid) returns text language c stable strict parallel restricted cost 10
    set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'signature_wrapper';
comment on function khatm.signature(oid) is 'A function''s name with its arguments'' types, as attachments keep it';
create function khatm.attached_state(number bigint, target oid, attached boolean, frozen boolean, lines text[], watched text, mapping text) returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    with fires as (
        select t.tgrelid, t.tgname, t.tgenabled, t.tgparentid
        from pg_trigger as t join pg_proc as p on p.oid = t.tgfoid
        where p.pronamespace = 'khatm'::regnamespace and (
            t.tgrelid = $2 or t.tgrelid in (select m.relid from pg_partition_tree($2) as m)
            or (t.tgname in (format('khatm_freeze_line_%s', $1), format('khatm_freeze_all_%s', $1)) and khatm.belongs($2, $5, t.tgrelid)))
    )
    select case
        when not exists (select from pg_class as c where c.oid = $2) then 'gone'
        when not $3 then 'detached'
        -- Who loads a table with its triggers off and on again leaves those that freeze as ones for users alone, which is no reason to call somebody.
        when exists (select from fires as f where f.tgenabled not in ('O', 'A')) then 'disabled'
        when (
            select count(*) from fires as f
            where f.tgrelid = $2
                and f.tgname in ('khatm_note_insert', 'khatm_note_update', '~khatm_seal_insert', '~khatm_seal_update')) < 4 then 'broken'
        when khatm.watched($2) is distinct from $6 then 'broken'
        -- Its function was dropped, or takes what has another name now, or another owner has no right to it.
        when not exists (
            select from pg_proc as p join pg_class as c on c.oid = $2
            where position(p.proname::text in replace($7, '""', '"')) > 0 and khatm.signature(p.oid) = $7
                and has_function_privilege(c.relowner, p.oid, 'execute') and has_schema_privilege(c.relowner, p.pronamespace, 'usage')
                and p.prorettype = 'jsonb'::regtype and p.prokind = 'f' and not p.proretset
                and (p.prosecdef or p.proowner = c.relowner or (select r.rolsuper from pg_roles as r where r.oid = p.proowner))
        ) then 'broken'
        -- Rows that others of its kind show in it, or that a crash empties, are not looked at.
        when exists (
            select from pg_class as c
            where (c.oid = $2 or c.oid in (select m.relid from pg_partition_tree($2) as m)) and c.relpersistence <> 'p') then 'broken'
        -- Its owner does not see all of its rows.
        when (
            select c.relrowsecurity and c.relforcerowsecurity and not r.rolbypassrls and not r.rolsuper
            from pg_class as c join pg_roles as r on r.oid = c.relowner where c.oid = $2) then 'broken'
        when exists (
            select from pg_inherits as i join pg_class as c on c.oid = i.inhparent
            where c.relkind = 'r' and i.inhparent in (
                select $2 union all select f.tgrelid from fires as f where f.tgname = format('khatm_freeze_line_%s', $1))) then 'broken'
        when $4 and not exists (select from fires as f where f.tgrelid = $2 and f.tgname = 'khatm_freeze') then 'broken'
        -- Each table and each partition has one of its own that keeps it from being emptied.
        when $4 and exists (
            select from (
                select $2 as kept union all select m.relid from pg_partition_tree($2) as m
                union all select f.tgrelid from fires as f where f.tgname = format('khatm_freeze_line_%s', $1)
            ) as k join pg_class as c on c.oid = k.kept and c.relkind in ('r', 'p')
            where not exists (select from fires as f where f.tgrelid = k.kept and f.tgname = format('khatm_freeze_all_%s', $1))) then 'broken'
        when $4 and (
            select count(*) from fires as f where f.tgname = format('khatm_freeze_line_%s', $1) and f.tgparentid = 0) < cardinality($5) then 'broken'
        else 'attached'
    end
$$;
comment on function khatm.attached_state(bigint, oid, boolean, boolean, text[], text, text) is 'How an attachment stands: attached, detached, gone, disabled or broken';

-- API: public
create view khatm.attachments with (security_barrier) as
    select
        a.target,
        khatm.attached_state(a.attachment, a.target, a.attached, a.frozen, a.lines, a.watched, a.mapping) as state,
        a.device_is as device,
        a.mapping,
        a.becomes_final,
        a.on_invalid,
        a.frozen,
        a.lines,
        a.mutable,
        a.revision,
        a.corrects,
        a.environment,
        a.name as request_keys,
        (select pg_catalog.count(*) from only khatm.park as p where p.attachment = a.attachment) as parked,
        a.changed_at,
        a.changed_by
    from only khatm.attachment as a
    where (select khatm.sees_all())
        or pg_catalog.pg_has_role((select c.relowner from pg_catalog.pg_class as c where c.oid = a.target), 'usage');
comment on view khatm.attachments is 'The tables whose rows become documents, and how';
comment on column khatm.attachments.target is 'The table';
comment on column khatm.attachments.state is
    'attached; detached; gone: the table was dropped; disabled or broken: somebody disabled or dropped one of its triggers or its mapping, or what it looks at is another now, and rows may become no documents';
comment on column khatm.attachments.device is 'The device of a row: an expression over it';
comment on column khatm.attachments.mapping is 'The function from the primary key to a draft';
comment on column khatm.attachments.becomes_final is 'When a row becomes a document: a predicate over it';
comment on column khatm.attachments.on_invalid is 'refuse: the transaction fails; park: the row waits';
comment on column khatm.attachments.frozen is 'Whether rows that became documents change no more';
comment on column khatm.attachments.lines is 'Tables whose rows belong to the row, and are frozen with it';
comment on column khatm.attachments.mutable is 'Columns of the row that may change all the same';
comment on column khatm.attachments.revision is 'What makes one row several requests, one after the other: an expression over it';
comment on column khatm.attachments.corrects is 'The UUID of the rejected document that the row''s own stands for: an expression over it';
comment on column khatm.attachments.environment is 'The environment of its devices; null where their names say enough';
comment on column khatm.attachments.request_keys is 'What the request keys of its documents open with';
comment on column khatm.attachments.parked is 'How many of its rows are parked';
comment on column khatm.attachments.changed_at is 'When it was attached, or detached';
comment on column khatm.attachments.changed_by is 'By whom';

-- API: public
create view khatm.parked with (security_barrier) as
    select a.target, p.key, p.since, p.tried_at, p.tries, p.code, p.findings
    from only khatm.park as p join only khatm.attachment as a on a.attachment = p.attachment
    where (select khatm.sees_all())
        or pg_catalog.pg_has_role((select c.relowner from pg_catalog.pg_class as c where c.oid = a.target), 'usage');
comment on view khatm.parked is
    'Rows that are final and could not become documents: no e-invoice has been issued for them. khatm.seal_parked tries them again, and so does the next UPDATE of a row';
comment on column khatm.parked.target is 'The table';
comment on column khatm.parked.key is 'The row''s primary key: each column as text';
comment on column khatm.parked.since is 'When it was first tried';
comment on column khatm.parked.tried_at is 'When it was last tried';
comment on column khatm.parked.tries is 'How often';
comment on column khatm.parked.code is 'What was wrong with it the last time';
comment on column khatm.parked.findings is 'All of it, field by field';
