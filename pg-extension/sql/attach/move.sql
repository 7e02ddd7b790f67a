-- A row that goes to another partition is inserted there: it was final before. Where it goes is known when every other trigger has had its
-- say: they are called in the order of their names.
create trigger "~khatm_note_move" before update on {target} for each row when (({old}) and ({renamed}))
    execute function khatm.note({number}, 'moves');
