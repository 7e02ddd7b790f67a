-- The ledger: the same tables, columns and rules as in a SQLite file (core/src/store/sqlite/schema.sql), in PostgreSQL's types.
-- UUIDs are uuid, times timestamptz to the millisecond, hashes 32 bytes, money halalas (hundredths of the document's currency).
--
-- Two things differ, because here several devices issue at the same time: documents are counted per chain and nowhere else, and what
-- may be looked up under a lock is ordered by keys alone. Text is compared byte by byte (collation "C") wherever it is part of a key.
--
-- The extension writes documents past the executor, without triggers; it keeps the rules in its code, and the constraints and triggers
-- here keep them for everybody else: a restore, a superuser, a subscription.
-- None of them is a foreign key: those of an extension's tables are there before the rows of a dump, which several sessions restore in any
-- order (pg_restore --jobs). That each row belongs to one that is there is seen by khatm.verify_ledger.

-- A dump has this row, too: what is restored knows that it is elsewhere.
create table khatm.store (
    one boolean not null default true,
    install uuid not null,
    system bigint not null,
    timeline bigint not null,
    database bigint not null,
    folder bigint not null,
    made bigint not null,
    constraint store_pkey primary key (one),
    constraint store_one check (one)
);
comment on table khatm.store is 'Where this ledger is: one row, from the first device on';
comment on column khatm.store.one is 'Always true: there is one row';
comment on column khatm.store.install is 'The name of this installation';
comment on column khatm.store.system is 'The cluster''s system identifier';
comment on column khatm.store.timeline is 'The timeline that it writes';
comment on column khatm.store.database is 'The database''s oid';
comment on column khatm.store.folder is 'The data directory''s number in its file system';
comment on column khatm.store.made is 'This table''s oid: another one once the extension was made again';

-- Its oid and the number of a chain name the lock under which that chain's documents are issued. No SQL can take it.
create table khatm.chain (
    chain bigint not null,
    environment text collate "C" not null,
    device text collate "C" not null,
    vat_number text collate "C" not null,
    certificate text collate "C" not null,
    first_counter bigint not null,
    first_hash bytea not null,
    state smallint not null,
    why text,
    begun_at timestamptz not null,
    constraint chain_pkey primary key (chain),
    -- The tag of a lock has 32 bits.
    constraint chain_number check (chain between 1 and 4294967295),
    constraint chain_environment check (environment in ('sandbox', 'simulation', 'production')),
    constraint chain_device check (length(device) between 1 and 255),
    constraint chain_state check (state in (1, 2, 3)),
    constraint chain_first check (
        first_counter > 0 and octet_length(first_hash) = 32
        and (first_counter = 1) = (first_hash = '\x5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'))
);
create unique index chain_active on khatm.chain (environment, device) where state = 1;
-- A certificate is longer than a key of an index may be.
create unique index chain_certificate on khatm.chain (environment, device, pg_catalog.md5(certificate));
create index chain_device on khatm.chain (environment, device, chain);
create index chain_taxpayer on khatm.chain (environment, vat_number, chain);
comment on table khatm.chain is 'The documents of one certificate of one device';
comment on column khatm.chain.chain is 'Its number';
comment on column khatm.chain.environment is 'sandbox, simulation or production';
comment on column khatm.chain.device is 'The device, as people call it';
comment on column khatm.chain.vat_number is 'The taxpayer';
comment on column khatm.chain.certificate is 'The certificate that its documents are stamped with: base64';
comment on column khatm.chain.first_counter is 'The counter (ICV) of its first document: other than 1 only for a device that another system onboarded';
comment on column khatm.chain.first_hash is 'What stands before its first document (PIH)';
comment on column khatm.chain.state is '1 issues, 2 drains, 3 quarantined: none goes back';
comment on column khatm.chain.why is 'Why it issues no more';
comment on column khatm.chain.begun_at is 'When it began';

-- Who may see a taxpayer's devices and documents. A name, not an oid: a role that is gone, or that a restore does not find, has no members.
create table khatm.tenant (
    vat_number text collate "C" not null,
    role text collate "C" not null,
    constraint tenant_pkey primary key (vat_number),
    constraint tenant_vat_number check (vat_number ~ '^3[0-9]{13}3$'),
    constraint tenant_role check (length(role) between 1 and 63)
);
comment on table khatm.tenant is
    'Taxpayers whose devices and documents are for the members of a role; those of a taxpayer that is not here are for everybody whom Khatm''s roles let in';
comment on column khatm.tenant.vat_number is 'The taxpayer';
comment on column khatm.tenant.role is 'The role whose members see them and use them';

create table khatm.document (
    chain bigint not null,
    counter bigint not null,
    uuid uuid not null,
    kind text collate "C" not null,
    route smallint not null,
    number text collate "C" not null,
    issued_at timestamptz not null,
    deadline_at timestamptz not null,
    previous_hash bytea not null,
    hash bytea not null,
    request_key text collate "C",
    content bytea not null,
    currency text collate "C" not null,
    total bigint not null,
    xml bytea not null,
    constraint document_pkey primary key (chain, counter),
    constraint document_uuid unique (uuid),
    -- The key first: what a row of an ERP's table became is found without knowing on which device.
    constraint document_request unique (request_key, chain),
    constraint document_counter check (counter > 0),
    constraint document_kind check (kind in ('invoice', 'prepayment', 'credit_note', 'debit_note')),
    constraint document_route check (route in (1, 2)),
    constraint document_hashes check (
        octet_length(previous_hash) = 32 and octet_length(hash) = 32 and octet_length(content) = 32),
    constraint document_key check (length(request_key) between 1 and 255)
);
create index document_number on khatm.document (number, chain, counter);
create index document_lane on khatm.document (chain, route, counter);
do $$
begin
    -- From 14 on and where the server was built with it; pglz costs 60 % more processor time.
    alter table khatm.document alter xml set compression lz4;
exception
    when syntax_error or feature_not_supported or invalid_parameter_value then null;
end
$$;
comment on table khatm.document is 'The ledger: what was issued, bytes included. Append-only; the head of a chain is its last row';
comment on column khatm.document.chain is 'Its chain';
comment on column khatm.document.counter is 'Its counter there (ICV)';
comment on column khatm.document.uuid is 'Its UUID (KSA-1)';
comment on column khatm.document.kind is 'invoice, prepayment, credit_note or debit_note';
comment on column khatm.document.route is '1 reported (simplified), 2 cleared (standard)';
comment on column khatm.document.number is 'Its number (BT-1)';
comment on column khatm.document.issued_at is 'When it was stamped';
comment on column khatm.document.deadline_at is 'When it is late; it is sent all the same';
comment on column khatm.document.previous_hash is 'The hash of the document before (KSA-13, PIH)';
comment on column khatm.document.hash is 'Its own hash';
comment on column khatm.document.request_key is 'What the host calls the request: one document for each, on whichever chain of its device';
comment on column khatm.document.content is 'The digest of the draft, without UUID and issue time';
comment on column khatm.document.currency is 'Its currency (BT-5)';
comment on column khatm.document.total is 'Its total with VAT (BT-112), in hundredths';
comment on column khatm.document.xml is 'Its bytes as stamped: what is sent, always the same';

create table khatm.reference (
    chain bigint not null,
    counter bigint not null,
    role smallint not null,
    position smallint not null,
    to_chain bigint,
    to_counter bigint,
    number text collate "C" not null,
    constraint reference_pkey primary key (chain, counter, role, position),
    constraint reference_role check (role in (1, 2)),
    constraint reference_position check (position > 0),
    constraint reference_known check ((to_chain is null) = (to_counter is null) and (role = 2 or to_counter is not null)),
    constraint reference_earlier check (chain <> to_chain or to_counter < counter)
);
create unique index reference_once on khatm.reference (to_chain, to_counter) where role = 1;
create index reference_back on khatm.reference (to_chain, to_counter, role);
comment on table khatm.reference is 'A note and its originals; a correction and the rejected document that it stands for';
comment on column khatm.reference.chain is 'The chain of the later document';
comment on column khatm.reference.counter is 'Its counter';
comment on column khatm.reference.role is '1 corrects, 2 notes';
comment on column khatm.reference.position is 'Which of several, from 1';
comment on column khatm.reference.to_chain is 'The chain of the earlier document, if it is in this ledger';
comment on column khatm.reference.to_counter is 'Its counter';
comment on column khatm.reference.number is 'Its number, as the later document writes it';

create table khatm.lane (
    chain bigint not null,
    route smallint not null,
    next bigint not null,
    endpoint smallint not null,
    back_at timestamptz,
    park_why text collate "C",
    park_code text collate "C",
    park_until timestamptz,
    park_probes integer,
    probe_route smallint,
    probe_counter bigint,
    rest_until timestamptz,
    turn bigint not null default 0,
    streak integer not null default 0,
    streak_code text collate "C",
    constraint lane_pkey primary key (chain, route),
    constraint lane_route check (route in (1, 2) and endpoint in (1, 2)),
    constraint lane_next check (next > 0),
    constraint lane_park check (
        (park_why is null) = (park_until is null) and (park_why is null) = (park_code is null)
        and (park_why is null) = (park_probes is null)),
    constraint lane_probe check (
        (probe_route is null) = (probe_counter is null) and (probe_route is null or park_why is not null))
) with (fillfactor = 20);
comment on table khatm.lane is
    'The documents of a chain that take one route: those at or after next with neither an outbox row nor an outcome wait';
comment on column khatm.lane.chain is 'The chain';
comment on column khatm.lane.route is '1 reporting, 2 clearance';
comment on column khatm.lane.next is 'The first counter that was not claimed: it only grows';
comment on column khatm.lane.endpoint is 'Where documents go that are claimed from now on: elsewhere after a 303';
comment on column khatm.lane.back_at is 'When the route''s own operation is tried again after a 303';
comment on column khatm.lane.park_why is 'Why nothing leaves but a probe';
comment on column khatm.lane.park_code is 'The authority''s code, or ours';
comment on column khatm.lane.park_until is 'When the next probe may go';
comment on column khatm.lane.park_probes is 'How many probes failed';
comment on column khatm.lane.probe_route is 'The route of the document that is the probe';
comment on column khatm.lane.probe_counter is 'Its counter';
comment on column khatm.lane.rest_until is 'The authority asked for rest (429) until then';
comment on column khatm.lane.turn is 'When it was served last, as a number that only grows';
comment on column khatm.lane.streak is 'Documents in a row that were refused for the same reason';
comment on column khatm.lane.streak_code is 'That reason';

create table khatm.outbox (
    chain bigint not null,
    counter bigint not null,
    route smallint not null,
    endpoint smallint not null,
    state smallint not null,
    due_at timestamptz not null,
    deadline_at timestamptz not null,
    first_sent_at timestamptz not null,
    attempts integer not null,
    failures integer not null,
    epoch bigint not null,
    doubt_since timestamptz,
    owner text collate "C",
    last_http smallint,
    last_code text collate "C",
    constraint outbox_pkey primary key (chain, counter),
    constraint outbox_route check (route in (1, 2) and endpoint in (1, 2)),
    constraint outbox_state check (state in (0, 1, 2, 4)),
    constraint outbox_epoch check (epoch >= 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
-- By due time, and not by deadline as in a file: what is finished leaves dead entries, and those that were due long ago need not be read.
create index outbox_due on khatm.outbox (route, due_at, chain, counter);
-- Held ones, too: there are few, and a condition would be planned anew for each document that is claimed.
create index outbox_of_lane on khatm.outbox (chain, route, due_at, counter);
comment on table khatm.outbox is 'Documents that were claimed and are not finished';
comment on column khatm.outbox.chain is 'The chain';
comment on column khatm.outbox.counter is 'The counter';
comment on column khatm.outbox.route is 'The way that its kind takes';
comment on column khatm.outbox.endpoint is 'The operation that it is sent to';
comment on column khatm.outbox.state is '0 again, 1 in flight, 2 in doubt, 4 held';
comment on column khatm.outbox.due_at is 'When it is tried again; in flight, the end of the lease';
comment on column khatm.outbox.deadline_at is 'Until when the authority wants it';
comment on column khatm.outbox.first_sent_at is 'The start of the first try that may have left';
comment on column khatm.outbox.attempts is 'Tries that may have left';
comment on column khatm.outbox.failures is 'Tries in a row without a fact';
comment on column khatm.outbox.epoch is 'Grows with every claim: who holds an older one sends nothing';
comment on column khatm.outbox.doubt_since is 'Since when the authority may have it and nobody knows';
comment on column khatm.outbox.owner is 'The worker, while it is in flight';
comment on column khatm.outbox.last_http is 'The status of the last reply; 0 if none came';
comment on column khatm.outbox.last_code is 'What the last try came to: a code, never a body';

create table khatm.attempt (
    chain bigint not null,
    counter bigint not null,
    epoch bigint not null,
    endpoint smallint not null,
    at timestamptz not null,
    node text collate "C" not null,
    again boolean not null,
    after_window boolean not null,
    constraint attempt_pkey primary key (chain, counter, epoch),
    constraint attempt_endpoint check (endpoint in (1, 2))
);
comment on table khatm.attempt is 'The intent to send, committed before the first byte leaves. Append-only';
comment on column khatm.attempt.chain is 'The chain';
comment on column khatm.attempt.counter is 'The counter';
comment on column khatm.attempt.epoch is 'Under which epoch';
comment on column khatm.attempt.endpoint is 'To which operation';
comment on column khatm.attempt.at is 'When';
comment on column khatm.attempt.node is 'By which worker';
comment on column khatm.attempt.again is 'Whether an earlier try may have arrived';
comment on column khatm.attempt.after_window is 'Whether the authority may have forgotten that earlier try';

create table khatm.reply (
    chain bigint not null,
    counter bigint not null,
    epoch bigint not null,
    at timestamptz not null,
    ms bigint not null,
    http smallint not null,
    verdict text collate "C" not null,
    body bytea,
    constraint reply_pkey primary key (chain, counter, epoch)
);
comment on table khatm.reply is 'What came back, or that nothing did; impossible without its attempt. Append-only';
comment on column khatm.reply.chain is 'The chain';
comment on column khatm.reply.counter is 'The counter';
comment on column khatm.reply.epoch is 'Under which epoch it was sent';
comment on column khatm.reply.at is 'When';
comment on column khatm.reply.ms is 'How long it took, in milliseconds';
comment on column khatm.reply.http is 'The status; 0 if no reply came';
comment on column khatm.reply.verdict is 'The verdict''s name';
comment on column khatm.reply.body is 'The body as received';

create table khatm.outcome (
    chain bigint not null,
    counter bigint not null,
    fact smallint not null,
    epoch bigint not null,
    http smallint not null,
    at timestamptz not null,
    late boolean not null,
    endpoint smallint not null,
    messages text,
    constraint outcome_pkey primary key (chain, counter, fact),
    constraint outcome_fact check (fact in (1, 2)),
    constraint outcome_endpoint check (endpoint in (1, 2))
);
-- What somebody may have to do something about: rejections, and cleared ones whose answer may not have brought the authority's version.
create index outcome_looked_at on khatm.outcome (chain, counter, fact) where fact = 2 or (endpoint = 2 and http not in (200, 202));
create index outcome_figures on khatm.outcome (chain, fact, late, at);
comment on table khatm.outcome is 'What the authority said for good; if it said both, both are kept. Append-only';
comment on column khatm.outcome.chain is 'The chain';
comment on column khatm.outcome.counter is 'The counter';
comment on column khatm.outcome.fact is '1 accepted, 2 rejected';
comment on column khatm.outcome.epoch is 'The epoch whose reply brought it';
comment on column khatm.outcome.http is 'The status of that reply';
comment on column khatm.outcome.at is 'When';
comment on column khatm.outcome.late is 'Whether the deadline had passed';
comment on column khatm.outcome.endpoint is 'Where it was said';
comment on column khatm.outcome.messages is 'The authority''s messages as JSON';

create table khatm.cleared (
    chain bigint not null,
    counter bigint not null,
    xml bytea not null,
    constraint cleared_pkey primary key (chain, counter)
);
comment on table khatm.cleared is 'The authority''s own version of a document: from then on it is the document. Append-only';
comment on column khatm.cleared.chain is 'The chain';
comment on column khatm.cleared.counter is 'The counter';
comment on column khatm.cleared.xml is 'Its bytes as received';

create table khatm.release (
    chain bigint not null,
    counter bigint not null,
    at timestamptz not null,
    by text not null,
    reason smallint not null,
    note text not null,
    constraint release_pkey primary key (chain, counter),
    constraint release_reason check (reason in (1, 2))
);
comment on table khatm.release is 'A standard document that was handed over uncleared. Append-only';
comment on column khatm.release.chain is 'The chain';
comment on column khatm.release.counter is 'The counter';
comment on column khatm.release.at is 'When';
comment on column khatm.release.by is 'By whom';
comment on column khatm.release.reason is '1 official outage, 2 clearance is off';
comment on column khatm.release.note is 'In the person''s own words';

-- No role but the owner may read it. What is sealed leaves for workers only, who have the root key themselves, and never opened.
create table khatm.safe (
    environment text collate "C" not null,
    name text collate "C" not null,
    version bigint not null,
    saved_at timestamptz not null,
    file bytea not null,
    constraint safe_pkey primary key (name, environment),
    constraint safe_environment check (environment in ('sandbox', 'simulation', 'production')),
    constraint safe_name check (length(name) between 1 and 255),
    constraint safe_version check (version > 0)
);
comment on table khatm.safe is 'Devices, their keys and secrets sealed under a root key that is not in the database: of each the last version';
comment on column khatm.safe.environment is 'The environment';
comment on column khatm.safe.name is 'The device, as people call it';
comment on column khatm.safe.version is 'How often it was saved';
comment on column khatm.safe.saved_at is 'When';
comment on column khatm.safe.file is 'The device as a file: what is public in the clear, key and secrets sealed and bound to this row';

-- One chain of hashes for the whole ledger, under a lock of its own. Issuing writes none: documents are a chain of hashes themselves.
create table khatm.audit (
    ordinal bigint not null,
    at timestamptz not null,
    actor text collate "C" not null,
    action text collate "C" not null,
    chain bigint,
    counter bigint,
    detail text collate "C" not null,
    previous bytea not null,
    hash bytea not null,
    constraint audit_pkey primary key (ordinal),
    constraint audit_ordinal check (ordinal > 0),
    constraint audit_place check ((chain is null) = (counter is null)),
    constraint audit_hashes check (octet_length(previous) = 32 and octet_length(hash) = 32)
);
create index audit_document on khatm.audit (chain, counter, ordinal);
comment on table khatm.audit is 'Who did what; each row has the hash of the one before. Append-only';
comment on column khatm.audit.ordinal is 'Its number, from 1 without holes';
comment on column khatm.audit.at is 'When';
comment on column khatm.audit.actor is 'Who: a worker, or a person''s role';
comment on column khatm.audit.action is 'What, as one word';
comment on column khatm.audit.chain is 'Of which document: its chain';
comment on column khatm.audit.counter is 'Its counter';
comment on column khatm.audit.detail is 'More of it, without anything secret or personal';
comment on column khatm.audit.previous is 'The hash of the row before; zeros for the first';
comment on column khatm.audit.hash is 'Its own hash';
