-- What the fuzzer's calls stand on: an ERP's tables and mappings, a role without rights, and ways to call that swallow the error.
\set ON_ERROR_STOP on
create role khatm_fuzz_stranger;
create role khatm_fuzz_owner in role khatm_issuer;
create schema fuzz;
grant usage on schema fuzz to public;
create table fuzz.sale (id bigint primary key, device text, state text, amount numeric, note text);
insert into fuzz.sale select i, 'TILL-' || i % 4 + 1, 'draft', i, null from generate_series(1, 200) as i;
alter table fuzz.sale owner to khatm_fuzz_owner;
create table fuzz.line (sale bigint references fuzz.sale, position int, name text, primary key (sale, position));
alter table fuzz.line owner to khatm_fuzz_owner;
grant all on fuzz.sale, fuzz.line to public;
create function fuzz.draft(number text) returns jsonb language sql as $$
    select jsonb_build_object('number', number, 'lines', jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 2, 'price', '10.00')))
$$;
create function fuzz.draft(id bigint) returns jsonb language sql as $$ select fuzz.draft('S-' || id) $$;

create function fuzz.wild(id bigint) returns jsonb language plpgsql as $$
begin
    return case id % 5 when 0 then null when 1 then '{}' when 2 then jsonb_build_object('number', 1 / (id % 3)) when 3 then fuzz.draft(id) else '[]' end;
end
$$;

-- Runs a statement behind an exception block, and says what went wrong as it would have been said outside.
create function fuzz.attempt(statement text) returns text language plpgsql as $$
declare
    state text;
    message text;
    detail text;
    hint text;
    context text;
begin
    execute statement;
    return null;
exception when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint,
        context = pg_exception_context;
    return concat_ws(E'\x1f', state, message, detail, hint, context);
end
$$;

-- Objects that stand in the way on a hostile search path.
create schema hostile;
grant usage on schema hostile to public;
create table hostile.document (chain text, counter text, uuid text);
create table hostile.audit ();
create function hostile.now() returns timestamptz language plpgsql as $$ begin raise exception 'captured'; end $$;
create function hostile.format(text, variadic text[]) returns text language plpgsql as $$ begin raise exception 'captured'; end $$;
create function hostile.lower(text) returns text language plpgsql as $$ begin raise exception 'captured'; end $$;
create function hostile.same(bigint, bigint) returns boolean language plpgsql as $$ begin raise exception 'captured'; end $$;
create operator hostile.= (leftarg = bigint, rightarg = bigint, function = hostile.same);

-- Enough documents of the first chain for the checker's own faults.
select count(*) from generate_series(1, 30) as i, lateral khatm.issue('TILL-1', fuzz.draft('B-' || i));
