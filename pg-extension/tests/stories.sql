-- Plays one story of examples/cases/stories.json, the one of the number :story, in a database of its own with one device.
\ir corpus.sql
select set_config('khatm_test.story', :'story', false) as story \gset
select khatm.device_import(pg_read_binary_file(current_setting('khatm_test.devices') || '/TILL-1.json'), '0') as device \gset

create function pg_temp.kept(sought uuid) returns jsonb language sql as $$
    select to_jsonb(d) - 'icv' || jsonb_build_object('counter', d.icv, 'total', d.total::text, 'xml', convert_from(d.xml, 'UTF8'))
    from khatm.document(sought) as d
$$;

-- A step as SQL makes it; the names of what comes back are those of the other languages.
create function pg_temp.made(call text, given jsonb) returns jsonb language plpgsql as $$
declare
    sought uuid := given ->> 'uuid';
    made jsonb;
begin
    case call
    when 'issue' then
        select to_jsonb(i) - 'icv' || jsonb_build_object('counter', i.icv, 'number', d.number, 'profile', d.profile) into strict made
        from khatm.issue(given ->> 'device', given -> 'draft', given ->> 'request_key', (given ->> 'corrects')::uuid) as i
        cross join lateral khatm.document(i.uuid) as d;
    when 'issue_all' then
        select jsonb_agg(to_jsonb(i) - 'icv' || jsonb_build_object('counter', i.icv, 'number', d.number) order by i.n) into made
        from khatm.issue_many(given ->> 'device',
            (select array_agg(pair -> 0 order by n) from jsonb_array_elements(given -> 'drafts') with ordinality as pairs (pair, n)),
            (select array_agg(pair ->> 1 order by n) from jsonb_array_elements(given -> 'drafts') with ordinality as pairs (pair, n)))
            with ordinality as i (uuid, icv, invoice_hash, qr, provisional, again, warnings, n)
        cross join lateral khatm.document(i.uuid) as d;
    when 'document' then
        made := pg_temp.kept(sought);
    when 'find' then
        select jsonb_agg(pg_temp.kept(d.uuid) order by d.chain, d.counter) into made from khatm.document as d where given ->> 'text' in (d.number, d.uuid::text);
        made := coalesce(made, '[]');
    when 'receipt' then
        select to_jsonb(r) into strict made from khatm.receipt(sought) as r;
    when 'way' then
        made := khatm.way(sought);
    when 'free' then
        perform khatm.free(sought, given ->> 'why');
    when 'check' then
        made := pg_temp.checked(given -> 'draft', given ->> 'device', 'en');
    when 'verify' then
        made := khatm.verify(given ->> 'xml');
    when 'verify_ledger' then
        made := khatm.verification('');
    end case;
    return jsonb_build_object('result', made);
end
$$;

create function pg_temp.step(one jsonb) returns jsonb language plpgsql as $$
declare
    got_state text;
    got_message text;
    got_detail text;
    got_hint text;
begin
    return pg_temp.made(one ->> 'call', pg_temp.thing(one -> 'with'));
exception when others then
    get stacked diagnostics got_state = returned_sqlstate, got_message = message_text,
        got_detail = pg_exception_detail, got_hint = pg_exception_hint;
    return pg_temp.refused(got_state, got_message, got_detail, got_hint);
end
$$;

-- Each step is a transaction: what is handed over is asked for when the document is there for everybody.
create procedure pg_temp.play() language plpgsql as $$
declare
    story jsonb := pg_read_file(current_setting('khatm_test.root') || '/examples/cases/stories.json')::jsonb -> current_setting('khatm_test.story')::integer;
    one jsonb;
    mine jsonb;
    wrong text;
begin
    for one in select value from jsonb_array_elements(story -> 'steps')
    loop
        mine := pg_temp.step(one);
        insert into answer values (one ->> 'name', mine);
        wrong := pg_temp.unmet(one -> 'expect', mine);
        insert into outcome values (one ->> 'name', case when wrong is null then 'passed' else 'failed' end, wrong);
        commit;
    end loop;
end
$$;
call pg_temp.play();

select 'FAILED: ' || name || coalesce(': ' || left(wrong, 2000), '') as failures from outcome where result = 'failed';
select 1 / (count(*) filter (where result = 'failed') = 0 and count(*) > 0)::int as all_passed from outcome;
