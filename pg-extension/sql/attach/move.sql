-- A row that goes to another partition is inserted there: it was final before.
create trigger khatm_note_move before update on {target} for each row when (({old}) and ({renamed}))
    execute function khatm.note({number}, 'moves');
