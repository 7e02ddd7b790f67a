-- What plays examples/cases, as the README there says: references, answers, expectations. Included by calls.sql and stories.sql.
-- Expects the settings khatm_test.root (the repository's examples, readable by the server) and khatm_test.conformance (the authority's own
-- answers; empty where they are not beside the checkout).
\set ON_ERROR_STOP on
set client_min_messages = notice;

create temporary table answer (name text primary key, answer jsonb not null);
create temporary table outcome (name text primary key, result text not null, wrong text);

-- A file of the corpus. What the authority said may be missing, and then what needs it is skipped.
create function pg_temp.content(name text) returns bytea language plpgsql as $$
begin
    if name not like 'conformance/%' then
        return pg_read_binary_file(current_setting('khatm_test.root') || '/' || name);
    end if;
    if current_setting('khatm_test.conformance') = '' then
        raise exception using errcode = 'KH001', message = 'absent';
    end if;
    return pg_read_binary_file(current_setting('khatm_test.conformance') || substr(name, length('conformance') + 1));
end
$$;

create function pg_temp.text_of(content bytea) returns text language sql as $$ select convert_from(content, 'UTF8') $$;

-- The path of a JSON pointer.
create function pg_temp.path_of(pointer text) returns text[] language sql as $$
    select coalesce(array_agg(replace(replace(step, '~1', '/'), '~0', '~') order by place), '{}')
    from unnest((string_to_array(pointer, '/'))[2:]) with ordinality as steps (step, place)
$$;

-- Follows a reference, and every reference in a value.
create function pg_temp.thing(given jsonb) returns jsonb language plpgsql as $$
declare
    found jsonb;
begin
    if jsonb_typeof(given) = 'array' then
        return (select coalesce(jsonb_agg(pg_temp.thing(value) order by place), '[]') from jsonb_array_elements(given) with ordinality as items (value, place));
    elsif jsonb_typeof(given) <> 'object' then
        return given;
    elsif given ? 'file' and given ? 'at' then
        found := pg_temp.text_of(pg_temp.content(given ->> 'file'))::jsonb #> pg_temp.path_of(given ->> 'at');
    elsif given ? 'file' and given ? 'lines' then
        found := to_jsonb(array_to_string((string_to_array(
            pg_temp.text_of(decode(pg_temp.text_of(pg_temp.content(given ->> 'file')), 'base64')), E'\n'))
            [(given #>> '{lines,0}')::integer:(given #>> '{lines,1}')::integer], E'\n'));
    elsif given ? 'file' then
        found := to_jsonb(pg_temp.text_of(pg_temp.content(given ->> 'file')));
    elsif given ? 'answer' then
        select answer #> pg_temp.path_of(given ->> 'at') into found from answer where name = given ->> 'answer';
    else
        return (select coalesce(jsonb_object_agg(key, pg_temp.thing(value)), '{}') from jsonb_each(given));
    end if;
    if found is null then
        raise exception 'nothing there: %', given;
    end if;
    return found;
end
$$;

-- An argument in bytes.
create function pg_temp.bytes(given jsonb) returns bytea language sql as $$
    select case
        when given ? 'base64' then decode(given ->> 'base64', 'base64')
        when given ? 'file' and not given ? 'at' then pg_temp.content(given ->> 'file')
        else convert_to(pg_temp.thing(given) #>> '{}', 'UTF8')
    end
$$;

-- A value without its long texts.
create function pg_temp.folded(value jsonb) returns jsonb language plpgsql as $$
declare
    bytes bytea;
begin
    case jsonb_typeof(value)
    when 'string' then
        bytes := convert_to(value #>> '{}', 'UTF8');
        return case when length(bytes) > 200 then to_jsonb('sha256:' || encode(sha256(bytes), 'hex')) else value end;
    when 'array' then
        return (select coalesce(jsonb_agg(pg_temp.folded(item) order by place), '[]') from jsonb_array_elements(value) with ordinality as items (item, place));
    when 'object' then
        return (select coalesce(jsonb_object_agg(key, pg_temp.folded(item)), '{}') from jsonb_each(value) as items (key, item));
    else
        return value;
    end case;
end
$$;

-- What of a kept answer SQL has too.
create function pg_temp.had(kept jsonb, mine jsonb) returns jsonb language plpgsql as $$
begin
    if jsonb_typeof(kept) = 'object' and jsonb_typeof(mine) = 'object' then
        return (select coalesce(jsonb_object_agg(key, pg_temp.had(value, mine -> key)), '{}') from jsonb_each(kept) where mine ? key);
    elsif jsonb_typeof(kept) = 'array' and jsonb_typeof(mine) = 'array' then
        return (select coalesce(jsonb_agg(pg_temp.had(value, mine -> (place - 1)::integer) order by place), '[]')
            from jsonb_array_elements(kept) with ordinality as items (value, place));
    end if;
    return kept;
end
$$;

-- Some fields of records, in no order.
create function pg_temp.rows_of(records jsonb, each jsonb) returns jsonb language sql as $$
    select coalesce(jsonb_agg(distinct (select jsonb_agg(coalesce(record -> name, 'null') order by place)
        from jsonb_array_elements_text(each) with ordinality as names (name, place))), '[]')
    from jsonb_array_elements(records) as record
$$;

-- What of a case's expectations does not hold.
create function pg_temp.unmet(expect jsonb, answer jsonb) returns text language sql as $$
    select string_agg(e::text || ', found ' || coalesce(pg_temp.folded(found)::text, 'nothing'), '; ')
    from jsonb_array_elements(expect) as e, lateral (select answer #> pg_temp.path_of(e ->> 'at') as found) as f
    where (case
        when found is null then false
        when e ? 'set' then pg_temp.rows_of(found, e -> 'each') = pg_temp.rows_of(pg_temp.thing(e -> 'set'), e -> 'each')
        when e ? 'has' then position(pg_temp.thing(e -> 'has') #>> '{}' in found #>> '{}') > 0
        when e ? 'lacks' then position(pg_temp.thing(e -> 'lacks') #>> '{}' in found #>> '{}') = 0
        when e ? 'each' then pg_temp.rows_of(jsonb_build_array(found), e -> 'each') = pg_temp.rows_of(jsonb_build_array(pg_temp.thing(e -> 'is')), e -> 'each')
        else found = pg_temp.thing(e -> 'is')
    end) is not true
$$;

-- An error as the corpus has it. What is none of ours fails the player.
create function pg_temp.refused(state text, message text, detail text, hint text) returns jsonb language plpgsql as $$
declare
    sqlstates jsonb := '{"input": "22023", "state": "55000", "refused": "38000", "busy": "58030", "unsure": "58000", "bug": "XX000"}';
    told jsonb;
begin
    if message not like 'KHATM-%: %' and message not like 'BR-%: %' then
        raise exception '% %', state, message;
    end if;
    told := detail::jsonb || jsonb_build_object('message', substr(message, length(detail::jsonb ->> 'code') + 3), 'fix', hint);
    if told ? 'position' then
        told := told - 'position' || jsonb_build_object('order', (told ->> 'position')::integer - 1);
    end if;
    if state is distinct from sqlstates ->> (told ->> 'kind') then
        raise exception 'the SQLSTATE of % is %', message, state;
    end if;
    return jsonb_build_object('error', told);
end
$$;

create function pg_temp.checked(draft jsonb, device text, spoken text) returns jsonb language sql as $$
    select jsonb_build_object('valid', coalesce(bool_and(severity <> 'error'), true), 'findings', coalesce(jsonb_agg(to_jsonb(c)), '[]'))
    from khatm.check(draft, device, null, spoken) as c
$$;
