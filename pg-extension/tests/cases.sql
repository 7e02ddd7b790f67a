-- Replays examples/cases/verify.json: what SQL says must be what core says, every field of it.
-- Expects the settings khatm_test.root (the repository's examples, readable by the server) and the file of cases.
\set ON_ERROR_STOP on
set client_min_messages = notice;

create temporary table outcome (name text, passed boolean, wrong text);

do $$
declare
    root text := current_setting('khatm_test.root');
    cases jsonb := pg_read_file(root || '/examples/cases/verify.json')::jsonb;
    c jsonb;
    kept text;
    xml bytea;
    answer jsonb;
    sqlstates jsonb := '{"input": "22023", "state": "55000", "refused": "38000", "busy": "58030", "unsure": "58000", "bug": "XX000"}';
    got_state text;
    got_message text;
    got_detail text;
    got_hint text;
begin
    if jsonb_array_length(cases) < 1 then
        raise exception 'no case to replay';
    end if;
    for c in select value from jsonb_array_elements(cases)
    loop
        xml := case
            when c ? 'file' then pg_read_binary_file(root || '/' || (c ->> 'file'))
            when c ? 'base64' then decode(c ->> 'base64', 'base64')
            else convert_to(c ->> 'text', 'UTF8')
        end;
        -- As bytes, and as text too where text can hold the document.
        foreach kept in array case when c ? 'base64' then array['bytes'] else array['bytes', 'text'] end
        loop
        begin
            answer := jsonb_build_object('result', case kept
                when 'bytes' then khatm.verify(xml, c ->> 'language')
                else khatm.verify(convert_from(xml, 'UTF8'), c ->> 'language') end);
        exception when others then
            get stacked diagnostics got_state = returned_sqlstate, got_message = message_text,
                got_detail = pg_exception_detail, got_hint = pg_exception_hint;
            answer := jsonb_build_object('error', got_detail::jsonb || jsonb_build_object(
                'message', substr(got_message, length(got_detail::jsonb ->> 'code') + 3), 'fix', got_hint));
            if got_state <> sqlstates ->> (got_detail::jsonb ->> 'kind') then
                answer := answer || jsonb_build_object('sqlstate', got_state);
            end if;
            if not starts_with(got_message, (got_detail::jsonb ->> 'code') || ': ') then
                answer := answer || jsonb_build_object('the message does not open with the code', got_message);
            end if;
        end;
        insert into outcome
        values ((c ->> 'name') || ' (' || kept || ')', answer = c - array['name', 'call', 'file', 'text', 'base64', 'language'], answer::text);
        end loop;
    end loop;
end
$$;

select 'FAILED: ' || name || coalesce(': ' || left(wrong, 2000), '') as failures from outcome where passed is not true;
select count(*) filter (where passed) || ' passed, ' || count(*) filter (where passed is not true) || ' failed' as cases from outcome;
select 1 / (count(*) filter (where passed is not true) = 0 and count(*) > 0)::int as all_passed from outcome;
