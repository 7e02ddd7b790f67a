-- Rows that belong to rows that became documents stay as they are with them.
create trigger {freeze} after insert or update or delete on {target} for each row execute function khatm.frozen_line({arguments})
