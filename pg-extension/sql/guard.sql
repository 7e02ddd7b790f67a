-- What holds documents is not dropped by accident. The function judges the statement; being called, it also loads the library, whose hook
-- then judges every single object that the statement would drop or change, however it comes to it: DROP OWNED, CASCADE, a column.

-- API: private
create function khatm.guard() returns event_trigger
language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_guard';
comment on function khatm.guard() is 'Event trigger: while there are documents, what keeps them is neither dropped nor changed, unless khatm.allow_drop is on';

create event trigger khatm_guard on ddl_command_start execute function khatm.guard();
-- In a subscription and while a dump is loaded, too.
alter event trigger khatm_guard enable always;
comment on event trigger khatm_guard is 'Keeps the ledger from being dropped or changed while it has documents';

-- API: private
create function khatm.later() returns event_trigger
language c set search_path = pg_catalog, pg_temp as 'MODULE_PATHNAME', 'khatm_later';
comment on function khatm.later() is 'Event trigger: a partition that is made after its table was attached with freeze is not emptied either';

create event trigger khatm_later on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE', 'CREATE SCHEMA') execute function khatm.later();
alter event trigger khatm_later enable always;
comment on event trigger khatm_later is 'Keeps partitions from being emptied that are made after their table was attached';
