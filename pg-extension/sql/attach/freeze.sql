-- Rows that became documents stay as they are, whoever writes.
create trigger khatm_freeze after update or delete on {target} for each row execute function khatm.frozen({arguments});
alter table {target} enable always trigger khatm_freeze;
