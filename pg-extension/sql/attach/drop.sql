-- One trigger.
drop trigger if exists {trigger} on {target};
