-- A parked row that is touched is tried again.
create trigger khatm_note_touch after update or delete on {target} for each row when ({old})
    execute function khatm.note({number}, 'touched');
create constraint trigger "~khatm_seal_delete" after delete on {target} deferrable initially deferred for each row when ({old})
    execute function khatm.seal_noted();
