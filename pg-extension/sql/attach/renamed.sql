-- Whether the trigger that sees a row's key change was made for these columns of the table: it looks at them under whatever name.
select $2 <@ array(
    select d.refobjsubid::smallint
    from pg_catalog.pg_trigger as t
    join pg_catalog.pg_depend as d on d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass and d.objid = t.oid
    where t.tgrelid = $1 and t.tgname = 'khatm_note_rename' and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = $1)
