-- What must stand before the first function: the schema, the encoding, the role.

-- No IF NOT EXISTS: a schema that somebody else made first could hold functions of his.
create schema khatm;
comment on schema khatm is 'Khatm: e-invoicing for Saudi Arabia (ZATCA Fatoora, Phase 2)';
revoke all on schema khatm from public;

do $$
begin
    -- An invoice is UTF-8, and so is what Khatm says about it, in Arabic too: another encoding would lose letters.
    if pg_catalog.getdatabaseencoding() operator(pg_catalog.<>) 'UTF8' then
        raise exception using
            errcode = 'feature_not_supported',
            message = pg_catalog.format('khatm needs a database in UTF8; this one is in %s', pg_catalog.getdatabaseencoding()),
            hint = 'Create one with: create database NAME encoding ''UTF8'' template template0';
    end if;

    -- Roles belong to the whole cluster: another database may have made it, and dropping the extension leaves it.
    if pg_catalog.to_regrole('khatm_reader') is null then
        create role khatm_reader nologin;
        comment on role khatm_reader is 'May look at and check documents with Khatm, and change nothing';
    end if;
end
$$;

grant usage on schema khatm to khatm_reader;
