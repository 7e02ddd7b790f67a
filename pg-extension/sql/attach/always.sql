-- Also for what a subscription writes.
alter table {target} enable always trigger {freeze}
