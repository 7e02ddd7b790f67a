-- Random probes of one taxpayer's people for another's devices and documents. What a function says of one that is hidden is, word for
-- word, what it says of one that was never there; no query has a row, and no error, plan or statistic a value of theirs.
\set ON_ERROR_STOP on
analyze;
create table t.hidden as
    select d.uuid::text as uuid, c.device, d.number, d.chain, d.counter, d.request_key, encode(d.hash, 'hex') as hash
    from khatm.document as d join khatm.chain as c using (chain) where c.vat_number = '300000000000003';
create table t.secret as
    select uuid as value from t.hidden union select hash from t.hidden union select device from t.hidden union select '300000000000003'
    union select number from t.hidden where number ~ '^B' union select 'taxpayer_a';
create table t.probe (kind text, own boolean not null default false, role text, statement text);
-- %1$L: what is looked for; %2$L a language; %3$s a number; $uuid$, $device$ say what kind of thing it is.
insert into t.probe (kind, role, statement) values
    ('uuid', 'reader', 'select khatm.document(%1$L)'),
    ('uuid', 'clerk', 'select khatm.receipt(%1$L, %2$L)'),
    ('uuid', 'reader', 'select khatm.receipt(uuid => %1$L)'),
    ('uuid', 'admin', 'select khatm.hold(%1$L, ''Huda'', ''price'')'),
    ('uuid', 'admin', 'select khatm.free(%1$L, ''well'')'),
    ('uuid', 'admin', 'select khatm.retry(%1$L)'),
    ('uuid', 'admin', 'select khatm.release(%1$L, ''outage'', ''said'')'),
    ('uuid', 'clerk', 'select khatm.issue(''SHOP-1'', t.tea(''P-%3$s''), corrects => %1$L, language => %2$L)'),
    ('device', 'clerk', 'select khatm.issue(%1$L, t.tea(''P-%3$s''), language => %2$L)'),
    ('device', 'clerk', 'select khatm.issue(%1$L, t.tea(''P-%3$s''), environment => ''simulation'')'),
    ('device', 'clerk', 'select khatm.issue_many(%1$L, array[t.tea(''P-%3$s'')])'),
    ('device', 'reader', 'select khatm.check(t.tea(''P-%3$s''), %1$L, language => %2$L)'),
    ('device', 'admin', 'select khatm.unpark(%1$L)'),
    ('device', 'auditor', 'select khatm.sees_device(''simulation'', %1$L)'),
    ('device', 'clerk', 'select * from khatm.device where device = %1$L'),
    ('device', 'auditor', 'select * from khatm.chain where device = %1$L'),
    ('device', 'auditor', 'select * from khatm.chain where certificate like ''%%'' || %1$L'),
    ('device', 'auditor', 'select * from khatm.audit where detail like ''%%'' || %1$L'),
    ('uuid', 'auditor', 'select * from khatm.document where uuid = %1$L'),
    ('uuid', 'auditor', 'select d.* from khatm.document as d where convert_from(xml, ''UTF8'') like ''%%'' || %1$L || ''%%'''),
    ('uuid', 'auditor', 'select * from khatm.document as d join khatm.reference as r using (chain, counter) where d.uuid::text >= %1$L and d.chain <> 3'),
    ('uuid', 'auditor', 'explain (costs off) select * from khatm.document where uuid = %1$L'),
    ('uuid', 'reader', 'select khatm.may_hand_over(%1$L)'),
    ('uuid', 'clerk', 'select khatm.qr_svg(%1$L, %2$L)'),
    ('uuid', 'clerk', 'select khatm.qr_escpos(%1$L, 58, %2$L)'),
    ('uuid', 'clerk', 'select khatm.waited(%1$L, %2$L)'),
    ('uuid', 'clerk', 'select khatm.way(%1$L)'),
    ('uuid', 'auditor', 'select khatm.story(%1$L, %2$L)'),
    ('device', 'clerk', 'select khatm.device_status(%1$L)'),
    ('device', 'auditor', 'select * from khatm.device_status() as s where s::text like ''%%'' || %1$L || ''%%'''),
    ('device', 'auditor', 'select a from khatm.anchor() as a where a like ''%%'' || %1$L || ''%%'''),
    ('uuid', 'auditor', 'select * from khatm.deliveries where uuid = %1$L'),
    ('uuid', 'auditor', 'select * from khatm.rejections where %1$L in (uuid, corrected_by)'),
    ('uuid', 'auditor', 'select * from khatm.history where uuid = %1$L'),
    ('device', 'clerk', 'select khatm.seal(%1$L, ''<Invoice/>''::text, language => %2$L)'),
    ('device', 'reader', 'select khatm.build(t.tea(''P-%3$s''), %1$L, language => %2$L)'),
    ('device', 'admin', 'select khatm.device_sealed(''simulation'', %1$L, ''onboard'')'),
    ('device', 'auditor', 'select * from khatm.verify_ledger(%1$L)');
insert into t.probe (kind, role, statement)
    select 'device', 'auditor', format('select * from khatm.%I where device = %%1$L', name)
    from unnest(array['deliveries', 'rejections', 'certificates', 'kpi_daily', 'history', 'health']) as name;
insert into t.probe (kind, role, statement) values
    ('device', 'auditor', 'select * from regexp_split_to_table((select string_agg(m::text, chr(10)) from khatm.metrics() as m), chr(10)) as line where line like ''%%'' || %1$L || ''%%''');
-- %1$s: a chain; %3$s a number.
insert into t.probe (kind, role, statement)
    select 'chain', 'auditor', format('select * from khatm.%I where chain = %%1$s', c.relname) from pg_class as c
    where c.relnamespace = 'khatm'::regnamespace and c.relkind = 'r' and c.relname <> 'safe'
        and exists (select from pg_attribute as a where a.attrelid = c.oid and a.attname = 'chain');
insert into t.probe (kind, role, statement) values
    ('chain', 'auditor', 'select max(counter), min(number), sum(total) from khatm.document where chain = %1$s having count(*) > 0'),
    ('chain', 'auditor', 'select count(*) from khatm.document as d full join khatm.lane as l using (chain) where chain = %1$s having count(*) > 0'),
    ('chain', 'auditor', 'select 1 / (chain - %1$s) from khatm.document where chain = %1$s'),
    ('chain', 'auditor', 'select number::int from khatm.document where chain in (%1$s, 0) order by random()'),
    ('chain', 'auditor', 'select * from khatm.document where evil.tell(number) and chain = %1$s'),
    ('chain', 'auditor', 'select * from khatm.document where evil.tell(xml) and chain in (%1$s, 0)'),
    ('chain', 'auditor', 'select * from khatm.seen_chains() as c where c = %1$s'),
    ('chain', 'admin', 'select * from khatm.blockers where device like ''TILL%%'''),
    ('chain', 'auditor', 'select * from pg_stats where schemaname = ''khatm'' and tablename = ''document'' and %1$s > 0'),
    ('chain', 'auditor', 'select * from khatm.tenant where vat_number = ''300000000000003'' and %1$s > 0'),
    ('chain', 'auditor', 'select * from khatm.verify_ledger() where %1$s > 0 and %3$s %% 50 = 0');
-- A UUID that is taken is taken, whoever has it: what is said of another's is what is said of one's own.
insert into t.probe (kind, own, role, statement) values
    ('uuid', true, 'clerk', 'select khatm.issue(''SHOP-1'', t.tea(''P-%3$s'', more => jsonb_build_object(''uuid'', %1$L)), language => %2$L)');

-- It tells in an error, since nothing that it writes stays.
create function evil.tell(text) returns boolean language plpgsql cost 0.0000001 as $$begin if exists (select from t.secret where value = $1) then raise 'tells %', $1; end if; return true; end$$;
create function evil.tell(bytea) returns boolean language plpgsql cost 0.0000001 as $$begin if convert_from($1, 'UTF8') like '%300000000000003%' then raise 'tells 300000000000003'; end if; return true; end$$;
grant select on t.secret to public;

-- Those that stamp, and two that go through all of the catalogue, come less often than the rest.
create table t.draw as
    select row_number() over () as at, statement from t.probe, generate_series(1, case
        when statement ~ 'corrects|jsonb_build_object' then 1 when statement ~ 'blockers|pg_stats|metrics|health|kpi_daily' then 4 else 20 end);
create unique index on t.draw (at);
create unique index on t.probe (statement);
analyze t.draw, t.probe;

-- What is said to a role, everything of it; nothing stays.
create function t.said(role text, statement text) returns text language plpgsql set client_min_messages = error as $$
declare
    said text := '';
    line record;
    parts text[] := '{}';
    part text;
begin
    begin
        execute format('set local role %I', role);
        for line in execute statement loop
            said := said || line::text || E'\n';
        end loop;
        raise exception using errcode = 'ZZ999', message = said;
    exception
        when sqlstate 'ZZ999' then return sqlerrm;
        when others then
            get stacked diagnostics part = pg_exception_detail; parts := parts || part;
            get stacked diagnostics part = pg_exception_hint; parts := parts || part;
            get stacked diagnostics part = constraint_name; parts := parts || part;
            return sqlstate || ' ' || sqlerrm || array_to_string(parts, '|');
    end;
end
$$;
create table t.leaked (statement text, said text, otherwise text);
create function t.probes(probes int) returns bigint language plpgsql as $$
declare
    p t.probe;
    h t.hidden;
    wanted text;
    unknown text;
    language text;
    said text;
    otherwise text;
    statement text;
    total int := (select count(*) from t.draw);
    drawn int;
    documents int := (select count(*) from t.hidden);
    own uuid[] := (select array_agg(uuid) from khatm.document where chain = 3);
begin
    for n in 1..probes loop
        drawn := 1 + floor(random() * total);
        select q.* into strict p from t.probe as q join t.draw as d using (statement) where d.at = drawn;
        select * into h from t.hidden offset floor(random() * documents) limit 1;
        language := (array['en', 'ar'])[1 + floor(random() * 2)::int];
        case p.kind
            when 'uuid' then
                wanted := h.uuid;
                unknown := case when p.own then own[1 + floor(random() * cardinality(own))::int]::text
                    else md5(random()::text)::uuid::text end;
                unknown := case when p.own then unknown else overlay(overlay(unknown placing '4' from 15) placing 'a' from 20) end;
            when 'device' then wanted := h.device; unknown := 'TOLL-' || floor(random() * 9)::int;
            when 'chain' then wanted := h.chain::text; unknown := (10 + floor(random() * 9)::int)::text;
        end case;
        statement := format(p.statement, wanted, language, n);
        said := t.said(p.role, statement);
        otherwise := t.said(p.role, format(p.statement, unknown, language, n));
        if replace(said, wanted, '?') is distinct from replace(otherwise, unknown, '?')
            or exists (select from t.secret as s where position(s.value in replace(said, wanted, '?')) > 0)
            or (p.kind = 'chain' and said !~ '^$')
        then
            insert into t.leaked values (statement, said, otherwise);
        end if;
    end loop;
    return (select count(*) from t.leaked);
end
$$;
-- A probe that is never understood finds nothing.
select 1 / (count(*) = 0)::int from t.probe
where t.said(role, format(statement, case kind when 'uuid' then gen_random_uuid()::text when 'device' then 'TOLL-1' else '12' end, 'en', 1)) ~ '^(42|0A|XX)' \g /dev/null
select setseed((:seed % 1000) / 1000.0) \g /dev/null
select t.probes(:probes) as leaks \gset
select case when :leaks = 0 then 'probes: ' else 'FAILED: probes: ' end || :probes || ' probes of another taxpayer''s, seed ' || :seed || ', kinds '
    || (select count(*) from t.probe) || ', leaks ' || :leaks;
select '  ' || left(replace(statement, E'\n', ' '), 150) || E'\n    said:     ' || left(said, 300) || E'\n    of none:  ' || left(otherwise, 300) from t.leaked limit 10;
select 1 / (:leaks = 0)::int \g /dev/null
