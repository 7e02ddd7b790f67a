-- Rows that became documents stay as they are, whoever writes.
create trigger {freeze} after update or delete on {target} for each row execute function khatm.frozen({arguments})
