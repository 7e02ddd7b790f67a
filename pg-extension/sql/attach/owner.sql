-- A partition that is made later has copies of the triggers, for which PostgreSQL asks whether its maker may call their functions.
grant usage on schema khatm to {owner};
grant execute on function khatm.note(), khatm.seal_noted(), khatm.frozen(), khatm.frozen_line(), khatm.frozen_whole() to {owner}
