-- What people and monitors look at every day, and waiting at the counter. A view runs with its owner's rights, the functions in it with
-- the reader's: both show nobody another taxpayer's rows. ONLY: a table that somebody makes a child of ours adds none.

-- Counts nothing and sorts nothing: a reader's own WHERE and LIMIT decide what it costs.
-- API: public
create view khatm.deliveries with (security_barrier) as
    select
        c.environment, c.device, d.number, d.uuid, d.counter as icv, d.kind,
        case d.route when 1 then 'reporting' when 2 then 'clearance' end as route,
        case l.endpoint when 1 then 'reporting' when 2 then 'clearance' end as endpoint,
        'waiting' as state, d.issued_at, d.deadline_at,
        d.deadline_at < pg_catalog.statement_timestamp() as late,
        null::pg_catalog.timestamptz as due_at, 0 as attempts, null::pg_catalog.int2 as last_http, null::pg_catalog.text as last_code,
        null::pg_catalog.timestamptz as doubt_since, null::pg_catalog.text as worker,
        l.park_why as parked, l.park_code as parked_code, l.park_until as parked_until
    from only khatm.lane as l
    join only khatm.document as d on d.chain = l.chain and d.route = l.route and d.counter >= l.next
    join only khatm.chain as c on c.chain = l.chain
    where c.chain = any (array(select khatm.seen_chains()))
        and not exists (select from only khatm.outbox as o where o.chain = d.chain and o.counter = d.counter)
        and not exists (select from only khatm.outcome as f where f.chain = d.chain and f.counter = d.counter)
    union all
    select
        c.environment, c.device, d.number, d.uuid, d.counter, d.kind,
        case d.route when 1 then 'reporting' when 2 then 'clearance' end,
        case o.endpoint when 1 then 'reporting' when 2 then 'clearance' end,
        case o.state when 0 then 'again' when 1 then 'sending' when 2 then 'in_doubt' when 4 then 'held' end, d.issued_at, d.deadline_at,
        d.deadline_at < pg_catalog.statement_timestamp(),
        o.due_at, o.attempts, o.last_http, o.last_code, o.doubt_since, o.owner,
        l.park_why, l.park_code, l.park_until
    from only khatm.outbox as o
    join only khatm.document as d on d.chain = o.chain and d.counter = o.counter
    join only khatm.lane as l on l.chain = o.chain and l.route = o.route
    join only khatm.chain as c on c.chain = o.chain
    where c.chain = any (array(select khatm.seen_chains()));
comment on view khatm.deliveries is 'Documents without a final word, each with where it is on its way; what is finished is not here';
comment on column khatm.deliveries.environment is 'sandbox, simulation or production';
comment on column khatm.deliveries.device is 'The device that issued it';
comment on column khatm.deliveries.number is 'Its number (BT-1)';
comment on column khatm.deliveries.uuid is 'Its UUID (KSA-1)';
comment on column khatm.deliveries.icv is 'Its counter (ICV)';
comment on column khatm.deliveries.kind is 'invoice, prepayment, credit_note or debit_note';
comment on column khatm.deliveries.route is 'clearance (standard) or reporting (simplified)';
comment on column khatm.deliveries.endpoint is 'Where it is sent: elsewhere than its route after a 303';
comment on column khatm.deliveries.state is
    'waiting (nobody took it yet), sending, again (to be tried again), in_doubt (the authority may have it: the same bytes again) or held';
comment on column khatm.deliveries.issued_at is 'When it was stamped';
comment on column khatm.deliveries.deadline_at is 'Until when the authority wants it';
comment on column khatm.deliveries.late is 'Whether that has passed: it is sent all the same';
comment on column khatm.deliveries.due_at is 'When it is tried next, or until when it is being sent; none if nobody took it yet';
comment on column khatm.deliveries.attempts is 'How often it was sent, or may have been';
comment on column khatm.deliveries.last_http is 'The status of the last reply; 0 if none came';
comment on column khatm.deliveries.last_code is 'What the last try came to: khatm.explain(last_code) where it is a code of ours';
comment on column khatm.deliveries.doubt_since is 'Since when the authority may have it, and nobody knows';
comment on column khatm.deliveries.worker is 'Who has it in hand';
comment on column khatm.deliveries.parked is 'Why nothing of its lane goes out but a probe: credential, defect or storm';
comment on column khatm.deliveries.parked_code is 'The authority''s code for that, or ours';
comment on column khatm.deliveries.parked_until is 'When the next probe may go';

-- API: public
create view khatm.health with (security_barrier) as
    select light, code, environment, device, message, fix from khatm.health('en');
comment on view khatm.health is
    'What somebody should do something about, the worst first; one green row if there is nothing. Quick: to be asked every minute. In Arabic: khatm.health(''ar'')';
comment on column khatm.health.light is 'red (somebody must act), yellow (somebody should look) or green';
comment on column khatm.health.code is 'What: khatm.explain(code)';
comment on column khatm.health.environment is 'Where, if not everywhere';
comment on column khatm.health.device is 'Which device, if it is about one';
comment on column khatm.health.message is 'What, with what was found';
comment on column khatm.health.fix is 'The way out';

-- API: public
create view khatm.kpi_daily with (security_barrier) as
    select day, environment, device, issued, cleared, reported, rejected, open, late, median, longest from khatm.kpi_daily();
comment on view khatm.kpi_daily is
    'What became of each device''s documents, day by day, of the last 31 days; others: khatm.kpi_daily(since, until). Only the documents of those days are read';
comment on column khatm.kpi_daily.day is 'The day in Riyadh on which they were stamped';
comment on column khatm.kpi_daily.environment is 'sandbox, simulation or production';
comment on column khatm.kpi_daily.device is 'The device';
comment on column khatm.kpi_daily.issued is 'How many were stamped';
comment on column khatm.kpi_daily.cleared is 'Of them, cleared';
comment on column khatm.kpi_daily.reported is 'Reported';
comment on column khatm.kpi_daily.rejected is 'Rejected';
comment on column khatm.kpi_daily.open is 'Without a final word';
comment on column khatm.kpi_daily.late is 'With a final word after the deadline, or none by then';
comment on column khatm.kpi_daily.median is 'Half of the accepted ones were so no later than this after their stamp';
comment on column khatm.kpi_daily.longest is 'And all of them than this';

-- API: public
create view khatm.rejections with (security_barrier) as
    select rejected_at, environment, device, number, uuid, icv, codes, messages, deadline_at, contrary, corrected_by from khatm.rejections();
comment on view khatm.rejections is
    'What the authority rejected, the last one first. What no correction stands for: where corrected_by is null and not contrary';
comment on column khatm.rejections.rejected_at is 'When it said so';
comment on column khatm.rejections.environment is 'sandbox, simulation or production';
comment on column khatm.rejections.device is 'The device that issued it';
comment on column khatm.rejections.number is 'Its number (BT-1)';
comment on column khatm.rejections.uuid is 'Its UUID (KSA-1): corrects => uuid issues a correction';
comment on column khatm.rejections.icv is 'Its counter (ICV), which it keeps';
comment on column khatm.rejections.codes is 'Why: the authority''s codes, khatm.explain(code)';
comment on column khatm.rejections.messages is 'All that it said, as it came';
comment on column khatm.rejections.deadline_at is 'Until when the authority wants the sale: that of the correction, too';
comment on column khatm.rejections.contrary is 'It was accepted as well: a person must ask the authority';
comment on column khatm.rejections.corrected_by is 'The document that stands for it';

-- API: public
create view khatm.certificates with (security_barrier) as
    select environment, device, stage, csid, serial, issuer, not_before, not_after, days_left from khatm.certificates();
comment on view khatm.certificates is 'The certificate of each device, as its file says in the clear, and how long it is valid';
comment on column khatm.certificates.environment is 'sandbox, simulation or production';
comment on column khatm.certificates.device is 'The device';
comment on column khatm.certificates.stage is 'How far its onboarding is';
comment on column khatm.certificates.csid is 'production (for documents) or compliance (for the checks of onboarding); none before';
comment on column khatm.certificates.serial is 'Its serial number, in decimal';
comment on column khatm.certificates.issuer is 'Who issued it';
comment on column khatm.certificates.not_before is 'From when it is valid';
comment on column khatm.certificates.not_after is 'Until when';
comment on column khatm.certificates.days_left is 'Whole days until it ends; negative once it has';

-- API: public
create view khatm.history with (security_barrier) as
    select a.ordinal, a.at, a.actor, a.action, c.environment, c.device, a.counter as icv, d.uuid, d.number, a.detail
    from only khatm.audit as a
    left join only khatm.chain as c on c.chain = a.chain
    left join only khatm.document as d on d.chain = a.chain and d.counter = a.counter
    where a.chain = any (array(select khatm.seen_chains())) or (a.chain is null and (select khatm.sees_all()));
comment on view khatm.history is 'The audit for people: who did what, when, to which document';
comment on column khatm.history.ordinal is 'Its number, from 1 without holes';
comment on column khatm.history.at is 'When';
comment on column khatm.history.actor is 'Who: a worker, or a person''s role';
comment on column khatm.history.action is 'What, as one word';
comment on column khatm.history.environment is 'The document''s environment, if it is about one';
comment on column khatm.history.device is 'Its device';
comment on column khatm.history.icv is 'Its counter (ICV)';
comment on column khatm.history.uuid is 'Its UUID';
comment on column khatm.history.number is 'Its number';
comment on column khatm.history.detail is 'More of it, without anything secret or personal';

-- API: private
create procedure khatm.outside_transaction(uuid pg_catalog.uuid) language c as 'MODULE_PATHNAME', 'outside_transaction_wrapper';

-- It ends its transaction at every look: nobody waits for a cashier, and nothing old is kept from being cleaned up. A procedure that does so
-- may have no setting of its own, so everything in it is named with its schema.
-- API: public
create procedure khatm.wait(
    uuid pg_catalog.uuid,
    timeout pg_catalog.interval default '15 seconds',
    language pg_catalog.text default 'en',
    inout may_hand_over pg_catalog.bool default null,
    inout ground pg_catalog.text default null,
    inout message pg_catalog.text default null
) language plpgsql as $$
declare
    settled pg_catalog.bool;
    begun pg_catalog.timestamptz;
    looks pg_catalog.int4 := khatm.looks_within(wait.timeout, wait.language);
begin
    call khatm.outside_transaction(wait.uuid);
    begun := pg_catalog.clock_timestamp();
    for look in 1 .. looks loop
        select w.is_over, w.may_hand_over, w.ground, w.message into settled, may_hand_over, ground, message
        from khatm.waited(wait.uuid, coalesce(wait.language, 'en')) as w;
        -- By the clock, and by the pauses: one that is set back must not keep a buyer waiting.
        exit when settled or look operator(pg_catalog.=) looks
            or pg_catalog.clock_timestamp() operator(pg_catalog.>=) (begun operator(pg_catalog.+) wait.timeout);
        commit;
        perform pg_catalog.pg_sleep(0.1);
    end loop;
end
$$;
