-- Which tables of an ERP are attached, and whose rows wait to become documents.

-- The mapping stands here by its name: pg_upgrade takes no column of the type regprocedure.
create table khatm.attachment (
    attachment bigint not null,
    target regclass not null,
    name text collate "C" not null,
    attached boolean not null,
    device_is text not null,
    mapping text not null,
    becomes_final text not null,
    on_invalid text not null,
    frozen boolean not null,
    lines text[] not null,
    mutable text[] not null,
    revision text,
    corrects text,
    environment text collate "C",
    changed_at timestamptz not null,
    changed_by text not null,
    key text[] not null,
    watched text not null,
    constraint attachment_pkey primary key (attachment),
    constraint attachment_number check (attachment > 0),
    constraint attachment_invalid check (on_invalid in ('refuse', 'park')),
    constraint attachment_environment check (environment in ('sandbox', 'simulation', 'production'))
);
create index attachment_target on khatm.attachment (target);
comment on table khatm.attachment is 'The tables whose rows become documents';
comment on column khatm.attachment.attachment is 'Its number: the table''s triggers have it as their first argument';
comment on column khatm.attachment.target is 'The table';
comment on column khatm.attachment.name is 'What request keys of its rows open with: its name when it was first attached';
comment on column khatm.attachment.attached is 'False once it was detached';
comment on column khatm.attachment.device_is is 'The device of a row: an expression over it';
comment on column khatm.attachment.mapping is 'The function from the primary key to a draft';
comment on column khatm.attachment.becomes_final is 'When a row becomes a document: a predicate over it';
comment on column khatm.attachment.on_invalid is 'refuse: the transaction fails; park: the row waits';
comment on column khatm.attachment.frozen is 'Whether rows that became documents change no more';
comment on column khatm.attachment.lines is 'Tables whose rows belong to the row, and are frozen with it';
comment on column khatm.attachment.mutable is 'Columns of the row that may change all the same';
comment on column khatm.attachment.revision is 'What makes one row several requests, one after the other: an expression over it';
comment on column khatm.attachment.corrects is 'The UUID of the rejected document that the row''s own stands for: an expression over it';
comment on column khatm.attachment.environment is 'The environment of its devices; null where their names say enough';
comment on column khatm.attachment.changed_at is 'When it was attached, or detached';
comment on column khatm.attachment.changed_by is 'By whom';
comment on column khatm.attachment.key is 'The columns of its primary key: what the keys of its rows are values of';
comment on column khatm.attachment.watched is 'What its triggers looked at when they were made: khatm.watched(target)';

create table khatm.park (
    attachment bigint not null,
    row_key text collate "C" not null,
    key text[] not null,
    since timestamptz not null,
    tried_at timestamptz not null,
    tries bigint not null,
    code text collate "C" not null,
    findings jsonb not null,
    constraint park_pkey primary key (attachment, row_key),
    constraint park_tries check (tries > 0)
);
comment on table khatm.park is 'Rows that became final and could not become documents; they leave when they do, or are final no more';
comment on column khatm.park.attachment is 'Whose';
comment on column khatm.park.row_key is 'What its request key opens with';
comment on column khatm.park.key is 'Its primary key: each column as text';
comment on column khatm.park.since is 'When it was first tried';
comment on column khatm.park.tried_at is 'When it was last tried';
comment on column khatm.park.tries is 'How often';
comment on column khatm.park.code is 'What was wrong with it the last time';
comment on column khatm.park.findings is 'All of it';
