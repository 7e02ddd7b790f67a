-- What must stand before the first function: the schema, the encoding, the roles.

-- No IF NOT EXISTS: a schema that somebody else made first could hold functions of his.
create schema khatm;
comment on schema khatm is 'Khatm: e-invoicing for Saudi Arabia (ZATCA Fatoora, Phase 2)';
revoke all on schema khatm from public;

do $$
declare
    wanted record;
begin
    -- An invoice is UTF-8, and so is what Khatm says about it, in Arabic too: another encoding would lose letters.
    if pg_catalog.getdatabaseencoding() operator(pg_catalog.<>) 'UTF8' then
        raise exception using
            errcode = 'feature_not_supported',
            message = pg_catalog.format('khatm needs a database in UTF8; this one is in %s', pg_catalog.getdatabaseencoding()),
            hint = 'Create one with: create database NAME encoding ''UTF8'' template template0';
    end if;

    -- Roles belong to the whole cluster: another database may have made them, and dropping the extension leaves them.
    for wanted in
        select * from (values
            ('khatm_admin', 'May bring devices into Khatm, and what belongs to their life'),
            ('khatm_issuer', 'May issue documents with Khatm''s devices, and hand them over'),
            ('khatm_worker', 'May deliver Khatm''s documents to the authority'),
            ('khatm_auditor', 'May read everything that Khatm keeps, except the sealed devices, and change nothing'),
            ('khatm_reader', 'May look at and check documents with Khatm, and change nothing')
        ) as role (name, about)
    loop
        if pg_catalog.to_regrole(wanted.name) is null then
            execute pg_catalog.format('create role %I nologin', wanted.name);
            execute pg_catalog.format('comment on role %I is %L', wanted.name, wanted.about);
        end if;
        execute pg_catalog.format('grant usage on schema khatm to %I', wanted.name);
    end loop;
end
$$;
