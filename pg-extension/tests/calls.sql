-- Plays examples/cases/calls.json: what SQL says must be what every host says.
\ir corpus.sql

-- The elements of a document below its root, first to last. A server need not know the type xml.
create function pg_temp.elements(document text) returns table (place bigint, parent bigint, path text, content text) language plpgsql as $$
declare
    tag text;
    names text[] := '{}';
    places bigint[] := '{}';
begin
    for place, tag, content in
        select m.place, m.parts[1], m.parts[2] from regexp_matches(document, '<([^<>?!]+)>([^<]*)', 'g') with ordinality as m (parts, place)
    loop
        if starts_with(tag, '/') then
            names := names[:cardinality(names) - 1];
            places := places[:cardinality(places) - 1];
            continue;
        end if;
        parent := places[cardinality(places)];
        names := names || substring(tag from '^[^[:space:]/]+');
        places := places || place;
        path := array_to_string(names[2:], '/');
        return next;
        if right(tag, 1) = '/' then
            names := names[:cardinality(names) - 1];
            places := places[:cardinality(places) - 1];
        end if;
    end loop;
end
$$;

-- The sums of a document, read out of it.
create function pg_temp.sums(document text) returns jsonb language sql as $$
    with wanted (sum, path, divided) as (
        values ('lines', 'cac:LegalMonetaryTotal/cbc:LineExtensionAmount', null), ('discounts', 'cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount', null),
            ('charges', 'cac:LegalMonetaryTotal/cbc:ChargeTotalAmount', null), ('net', 'cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount', null),
            ('total', 'cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount', null), ('prepaid', 'cac:LegalMonetaryTotal/cbc:PrepaidAmount', null),
            ('rounding', 'cac:LegalMonetaryTotal/cbc:PayableRoundingAmount', null), ('payable', 'cac:LegalMonetaryTotal/cbc:PayableAmount', null),
            ('vat', 'cac:TaxTotal/cbc:TaxAmount', true), ('vat_sar', 'cac:TaxTotal/cbc:TaxAmount', false)
    ), every as materialized (
        select * from pg_temp.elements($1)
    ), element as (
        select e.*, exists (select from every as s where s.parent = e.parent and s.path = 'cac:TaxTotal/cac:TaxSubtotal') as divided from every as e
    )
    -- What a document does not state is nothing.
    select jsonb_object_agg(w.sum, coalesce((select e.content from element as e
        where e.path = w.path and (w.divided is null or e.divided = w.divided) order by e.place limit 1), '0.00')) from wanted as w
$$;

create function pg_temp.field(document text, name text) returns text language sql as $$
    select content from pg_temp.elements($1) where path = 'cbc:' || $2 order by place limit 1
$$;

-- What the authority's validator says: the report that is part of khatm.inspect, whose findings are the rows of khatm.validate. What cannot be
-- read at all has findings, and nothing to look into.
create function pg_temp.validated(xml bytea, spoken text) returns jsonb language plpgsql as $$
declare
    report jsonb;
    found jsonb;
begin
    select coalesce(jsonb_agg(to_jsonb(v) - 'line' || jsonb_build_object('place', v.line)), '[]') into found from khatm.validate(xml, spoken) as v;
    begin
        report := khatm.inspect(xml, spoken) -> 'report';
    exception when sqlstate '22023' then
        return jsonb_build_object('valid', not found @> '[{"severity": "error"}]', 'findings', (select jsonb_agg(value - 'place') from jsonb_array_elements(found)));
    end;
    if found <> (select coalesce(jsonb_agg(value - 'count' || jsonb_build_object('place', value #> '{place,line}') order by place), '[]')
        from jsonb_array_elements(report -> 'findings') with ordinality as findings (value, place))
        or found <> (select coalesce(jsonb_agg(to_jsonb(v) - 'line' || jsonb_build_object('place', v.line)), '[]') from khatm.validate(convert_from(xml, 'UTF8'), spoken) as v)
    then
        raise exception 'khatm.validate does not say what khatm.inspect says: % and %', found, report;
    end if;
    return report;
end
$$;

create function pg_temp.called(call text, given jsonb) returns jsonb language plpgsql as $$
declare
    spoken text := coalesce(given ->> 'language', 'en');
    xml bytea;
    built text;
    said jsonb;
    draft jsonb;
begin
    if given ? 'draft' then
        draft := pg_temp.thing(given -> 'draft');
        if jsonb_typeof(draft) = 'string' then
            draft := (draft #>> '{}')::jsonb;
        end if;
    else
        xml := pg_temp.bytes(coalesce(given -> 'xml', given -> 'qr', given -> 'data'));
    end if;
    case call
    when 'verify' then
        said := khatm.verify(xml, spoken);
        if said <> khatm.verify(convert_from(xml, 'UTF8'), spoken) then
            raise exception 'as text it is another: %', said;
        end if;
        return said;
    when 'verify_qr', 'qr', 'qr_svg', 'qr_escpos' then
        built := case when position('<'::bytea in xml) > 0 then khatm.verify(xml) ->> 'qr' else convert_from(xml, 'UTF8') end;
        return case call
            when 'verify_qr' then khatm.verify_qr(built, spoken)
            when 'qr_svg' then to_jsonb(khatm.qr_svg(built, spoken))
            when 'qr_escpos' then to_jsonb(translate(encode(khatm.qr_escpos(built, (given ->> 'paper')::integer, spoken), 'base64'), E'\n', ''))
            else to_jsonb(built)
        end;
    when 'check' then
        return pg_temp.checked(draft, null, spoken);
    when 'build' then
        built := khatm.build(draft, language => spoken);
        return jsonb_build_object('xml', built, 'totals', pg_temp.sums(built), 'number', pg_temp.field(built, 'ID'), 'uuid', pg_temp.field(built, 'UUID'));
    when 'validate' then
        return pg_temp.validated(xml, spoken);
    when 'explain' then
        said := khatm.inspect(xml, spoken);
        return case jsonb_typeof(said -> 'explanation')
            when 'null' then jsonb_build_object('intact', said #> '{verification,valid}', 'invoice_hash', said #> '{verification,invoice_hash}',
                'signed_hash', said #> '{verification,invoice_hash}', 'causes', '[]'::jsonb)
            else said -> 'explanation'
        end;
    end case;
end
$$;

do $$
declare
    root text := current_setting('khatm_test.root');
    calls jsonb := pg_read_file(root || '/examples/cases/calls.json')::jsonb;
    answers jsonb := pg_read_file(root || '/examples/cases/answers.json')::jsonb;
    c jsonb;
    mine jsonb;
    kept jsonb;
    wrong text;
    got_state text;
    got_message text;
    got_detail text;
    got_hint text;
begin
    for c in select value from jsonb_array_elements(calls)
    loop
        continue when c -> 'not_in' ? 'sql';
        kept := answers -> (c ->> 'name');
        begin
            mine := jsonb_build_object('result', pg_temp.called(c ->> 'call', c -> 'with'));
        exception
            when sqlstate 'KH001' then
                insert into outcome values (c ->> 'name', 'skipped');
                continue;
            when others then
                get stacked diagnostics got_state = returned_sqlstate, got_message = message_text,
                    got_detail = pg_exception_detail, got_hint = pg_exception_hint;
                begin
                    mine := pg_temp.refused(got_state, got_message, got_detail, got_hint);
                exception when others then
                    insert into outcome values (c ->> 'name', 'failed', sqlerrm);
                    continue;
                end;
        end;
        -- A draft that is text elsewhere has no places here.
        if jsonb_typeof(c #> '{with,draft}') = 'string' then
            mine := mine #- '{error,place}' #- '{error,message}';
            if mine #> '{error,findings}' is not null then
                mine := jsonb_set(mine, '{error,findings}',
                    (select coalesce(jsonb_agg(value - array['place', 'message'] order by place), '[]')
                    from jsonb_array_elements(mine #> '{error,findings}') with ordinality as findings (value, place)));
            end if;
        end if;
        insert into answer values (c ->> 'name', mine);
        wrong := pg_temp.unmet(c -> 'expect', mine);
        if c ->> 'call' not in ('check', 'build', 'explain') and not mine ? 'error' and not c ->> 'name' like 'hostile:%' then
            if pg_temp.folded(mine) <> kept then
                wrong := concat_ws('; ', wrong, 'the whole answer is another: ' || pg_temp.folded(mine)::text || ' and not ' || kept::text);
            end if;
        elsif pg_temp.folded(mine) <> pg_temp.had(kept, mine) then
            wrong := concat_ws('; ', wrong, 'the answer is another: ' || pg_temp.folded(mine)::text || ' and not ' || pg_temp.had(kept, mine)::text);
        end if;
        insert into outcome values (c ->> 'name', case when wrong is null then 'passed' else 'failed' end, wrong);
    end loop;
end
$$;

select 'FAILED: ' || name || coalesce(': ' || left(wrong, 2000), '') as failures from outcome where result = 'failed' order by name;
select 'SKIPPED: ' || count(*) || ' calls of the corpus: ../shared/conformance is absent' as skipped from outcome where result = 'skipped' having count(*) > 0;
select count(*) filter (where result = 'passed') || ' calls passed, ' || count(*) filter (where result = 'failed') || ' failed' as calls from outcome;
-- Those that do not need what the authority said are there on every machine.
select 1 / (count(*) filter (where result = 'failed') = 0 and count(*) filter (where result = 'passed') >= 100)::int as all_passed from outcome;
