-- What became of every document, what a DBA watches, and everything that is kept looked at again.
\set QUIET on
\pset footer off
create procedure pg_temp.delivered() language plpgsql as $$
begin
    for look in 1 .. 600 loop
        exit when not exists (select from khatm.deliveries);
        commit;
        perform pg_sleep(0.1);
    end loop;
end
$$;
call pg_temp.delivered();

\echo Every row of the ERP, with its document:
select i.number, s.kind, s.profile, s.icv, s.total, s.fate, s.may_hand_over, s.ground, '…' || right(s.qr, 12) as qr
from books.invoice as i left join lateral khatm.status_of('books.invoice', i.id::text) as s on true
union all
select r.number, s.kind, s.profile, s.icv, s.total, s.fate, s.may_hand_over, s.ground, '…' || right(s.qr, 12)
from books.goods_return as r left join lateral khatm.status_of('books.goods_return', r.id::text) as s on true
order by icv;

\echo What the authority rejected, and what stands for it:
table khatm.rejections;

\echo What is watched: health, the certificates, what is on its way, who holds a device.
table khatm.health;
table khatm.certificates;
select count(*) as "on their way" from khatm.deliveries;
select count(*) as "devices held by a transaction" from khatm.blockers where holds = 'device';

\echo Everything that is kept, hashed and checked again (no row: all is whole):
select severity, code, icv, message from khatm.verify_ledger();

\echo The day:
select issued, cleared, reported, rejected, open, late from khatm.kpi_daily;

-- What the day must have come to: otherwise this ends with an error.
do $$
declare
    day record;
begin
    select sum(issued) as issued, sum(cleared) as cleared, sum(reported) as reported, sum(rejected) as rejected into day from khatm.kpi_daily;
    if (day.issued, day.cleared, day.reported, day.rejected) is distinct from (8, 4, 3, 1) then
        raise exception 'the day came to % issued, % cleared, % reported, % rejected', day.issued, day.cleared, day.reported, day.rejected;
    end if;
    if exists (select from khatm.verify_ledger()) then
        raise exception 'the chain is not whole';
    end if;
    if exists (select from khatm.health where light <> 'green' and code not like '%REJECTED%' and code not like '%CORRECT%') then
        raise exception 'somebody must act: %', (select string_agg(code, ', ') from khatm.health where light <> 'green');
    end if;
end
$$;
\echo The chain is whole: 8 documents.
