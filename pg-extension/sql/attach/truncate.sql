-- Nothing leaves at once.
create trigger {freeze} before truncate on {target} for each statement execute function khatm.frozen_whole()
