-- One sale of an ERP, as pgbench runs it again and again in many sessions: at one of three levels of isolation, with its snapshot taken
-- before anything is issued; sometimes taken back, sometimes in part, sometimes several documents on several devices.
\set device random(1, :devices)
\set level random(1, 3)
\set fate random(1, 100)
\if :level = 1
begin isolation level read committed;
\elif :level = 2
begin isolation level repeatable read;
\else
begin isolation level serializable;
\endif
select now();
select nextval('erp.number') as number \gset
\if :fate <= 15
savepoint partly;
insert into erp.sale (device, number, level, uuid, icv)
    select 'TILL-' || :device, 'P-' || :number, :level, uuid, icv from khatm.issue('TILL-' || :device, erp.draft('P-' || :number), 'p-' || :number);
rollback to savepoint partly;
\endif
insert into erp.sale (device, number, level, uuid, icv)
    select 'TILL-' || :device, 'S-' || :number, :level, uuid, icv from khatm.issue('TILL-' || :device, erp.draft('S-' || :number), 's-' || :number);
\if :fate > 85
-- Asked again, as an ERP does that did not hear the answer.
insert into erp.asked (number, same)
    select 'S-' || :number, (select a.uuid = s.uuid from khatm.issue('TILL-' || :device, erp.draft('S-' || :number), 's-' || :number) as a) from erp.sale as s
    where s.number = 'S-' || :number;
\endif
\if :fate > 90
rollback;
\else
commit;
\endif
