-- What can never be true, for whoever writes: no row of the ledger and its evidence changes or leaves, every document follows the one
-- before, cursors only grow, and an outbox row leaves only with an outcome. All of it holds with session_replication_role = replica,
-- too. The messages open as core's codes for the same faults do in a file.

-- API: private
create function khatm.deny() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    raise exception using
        errcode = 'insufficient_privilege',
        message = format('KHATM-APPEND-ONLY: %s of %I.%I', lower(tg_op), tg_table_schema, tg_table_name),
        hint = 'What was issued, and what became of it, is kept as it is.';
end
$$;
comment on function khatm.deny() is 'Trigger: refuses';

-- API: private
create function khatm.deny_other() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if to_jsonb(new) - coalesce(tg_argv, '{}') is distinct from to_jsonb(old) - coalesce(tg_argv, '{}') then
        raise exception using
            errcode = 'insufficient_privilege',
            message = format('KHATM-APPEND-ONLY: update of %I.%I', tg_table_schema, tg_table_name),
            hint = format('Only these columns of it may change: %s.', array_to_string(tg_argv, ', '));
    end if;
    return new;
end
$$;
comment on function khatm.deny_other() is 'Trigger: refuses changes of columns other than its arguments';

-- API: private
create function khatm.keep_chain() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.state < old.state then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('KHATM-STATE: chain %s does not go back', old.chain),
            hint = 'Onboard the device again: a new certificate has a new chain.';
    end if;
    return null;
end
$$;
comment on function khatm.keep_chain() is 'Trigger: a chain that was set aside does not come back';

-- API: private
create function khatm.keep_safe() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.version <> old.version + 1 or (new.environment, new.name) <> (old.environment, old.name) then
        raise exception using
            errcode = 'insufficient_privilege',
            message = format('KHATM-APPEND-ONLY: update of %I.%I', tg_table_schema, tg_table_name),
            hint = 'A device is saved as the version after the one that is there.';
    end if;
    return null;
end
$$;
comment on function khatm.keep_safe() is 'Trigger: devices are saved one version after the other';

-- API: private
create function khatm.keep_lane() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if new.next < old.next or (new.chain, new.route) <> (old.chain, old.route) then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('KHATM-CURSOR: lane %s of chain %s only grows', old.route, old.chain);
    end if;
    if exists (
        select from only khatm.document as d
        where d.chain = new.chain and d.route = new.route and d.counter >= old.next and d.counter < new.next
            and not exists (select from only khatm.outbox as o where (o.chain, o.counter) = (d.chain, d.counter))
            and not exists (select from only khatm.outcome as o where (o.chain, o.counter) = (d.chain, d.counter)))
    then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('KHATM-CURSOR: lane %s of chain %s would pass a document that was not sent', old.route, old.chain);
    end if;
    return null;
end
$$;
comment on function khatm.keep_lane() is 'Trigger: a cursor never falls, and passes nothing that was not sent';

-- API: private
create function khatm.keep_outbox() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    done boolean;
begin
    if tg_op = 'DELETE' then
        done := exists (select from only khatm.outcome as o where (o.chain, o.counter) = (old.chain, old.counter));
        if not done then
            raise exception using
                errcode = 'object_not_in_prerequisite_state',
                message = format('KHATM-OUTBOX: document %s:%s is not finished', old.chain, old.counter);
        end if;
        return null;
    end if;
    done := exists (select from only khatm.outcome as o where (o.chain, o.counter) = (new.chain, new.counter));
    if done then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('KHATM-OUTBOX: document %s:%s is finished', new.chain, new.counter);
    end if;
    if tg_op = 'UPDATE' and (
        new.epoch < old.epoch
        or (new.chain, new.counter, new.route, new.deadline_at) <> (old.chain, old.counter, old.route, old.deadline_at)
        or (new.first_sent_at <> old.first_sent_at and old.attempts > 0 and old.doubt_since is not null))
    then
        raise exception using
            errcode = 'object_not_in_prerequisite_state',
            message = format('KHATM-OUTBOX: document %s:%s was changed where it may not', old.chain, old.counter);
    end if;
    return null;
end
$$;
comment on function khatm.keep_outbox() is 'Trigger: an outbox row leaves only with an outcome, never stands beside one, and its token only grows';

create trigger keep_chain after update on khatm.chain for each row execute function khatm.keep_chain();
create trigger keep_safe after update on khatm.safe for each row execute function khatm.keep_safe();
create trigger keep_lane after update on khatm.lane for each row execute function khatm.keep_lane();
create trigger keep_outbox after insert or update or delete on khatm.outbox for each row execute function khatm.keep_outbox();
create trigger keep_columns before update on khatm.chain for each row execute function khatm.deny_other('state', 'why');
create trigger keep_columns before update on khatm.tenant for each row execute function khatm.deny_other('role');
-- Native: they read the row before with a snapshot of its latest state, so that a valid successor is taken at every isolation level.
-- AFTER, since the rows of one statement may come in any order.
-- API: private
create function khatm.document_follows() returns trigger
language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_document_follows';
comment on function khatm.document_follows() is 'Trigger: every document follows the one before it';

-- API: private
create function khatm.audit_follows() returns trigger
language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_audit_follows';
comment on function khatm.audit_follows() is 'Trigger: every line of the audit follows the one before it';

create constraint trigger follows after insert on khatm.document not deferrable
    for each row execute function khatm.document_follows();
create constraint trigger follows after insert on khatm.audit not deferrable
    for each row execute function khatm.audit_follows();

do $$
declare
    kept text;
    rule record;
begin
    foreach kept in array array['store', 'document', 'reference', 'attempt', 'reply', 'outcome', 'cleared', 'release', 'audit'] loop
        execute format('create trigger deny before update or delete on khatm.%I for each row execute function khatm.deny()', kept);
    end loop;
    foreach kept in array array['chain', 'lane', 'safe', 'tenant'] loop
        execute format('create trigger deny before delete on khatm.%I for each row execute function khatm.deny()', kept);
    end loop;
    for kept in select relname from pg_class where relnamespace = 'khatm'::regnamespace and relkind = 'r' loop
        execute format('create trigger deny_all before truncate on khatm.%I for each statement execute function khatm.deny()', kept);
        -- The rows belong to the user, not to the extension: a dump has them.
        perform pg_extension_config_dump(format('khatm.%I', kept)::regclass, '');
    end loop;
    for rule in
        select t.tgrelid::regclass as kept, t.tgname from pg_trigger as t join pg_class as c on c.oid = t.tgrelid
        where c.relnamespace = 'khatm'::regnamespace and not t.tgisinternal
    loop
        execute format('alter table %s enable always trigger %I', rule.kept, rule.tgname);
        execute format('comment on trigger %I on %s is %L', rule.tgname, rule.kept, 'Keeps what can never be otherwise');
    end loop;
end
$$;
