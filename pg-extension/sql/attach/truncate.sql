-- Nothing leaves at once, whoever says so. Each partition has a trigger of its own.
create trigger {freeze} before truncate on {target} for each statement execute function khatm.frozen_whole();
alter table only {target} enable always trigger {freeze}
