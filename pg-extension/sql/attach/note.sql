-- Notes rows that become final, and seals them before the transaction commits. Rows that were final stay as they are.
create trigger khatm_note_insert after insert on {target} for each row when ({new})
    execute function khatm.note({number}, 'inserted');
create trigger khatm_note_update after update on {target} for each row when (({new}) and not coalesce({old}, false))
    execute function khatm.note({number}, 'updated');
create trigger khatm_note_rename after update on {target} for each row when (({old}) and ({renamed}))
    execute function khatm.note({number}, 'renamed');
create constraint trigger "~khatm_seal_insert" after insert on {target} deferrable initially deferred for each row when ({new})
    execute function khatm.seal_noted();
create constraint trigger "~khatm_seal_update" after update on {target} deferrable initially deferred for each row when ({touched})
    execute function khatm.seal_noted();
