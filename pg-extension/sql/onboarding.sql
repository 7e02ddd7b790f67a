-- Which devices are to be onboarded, and how far that is. Who does the calls is a worker: nothing is sent in anybody's transaction.

create table khatm.enrolment (
    environment text collate "C" not null,
    device text collate "C" not null,
    asked_at timestamptz not null,
    asked_by text collate "C" not null,
    password bytea,
    state text collate "C" not null,
    worker text collate "C",
    until timestamptz,
    code text collate "C",
    message text,
    changed_at timestamptz not null,
    constraint enrolment_pkey primary key (environment, device),
    constraint enrolment_state check (state in ('waiting', 'working', 'done', 'failed')),
    constraint enrolment_worker check ((state = 'working') = (worker is not null) and (state <> 'working' or until is not null)),
    constraint enrolment_password check (password is null or state in ('waiting', 'working'))
);
comment on table khatm.enrolment is 'Devices that are to be onboarded, or were: of each the last request';
comment on column khatm.enrolment.environment is 'The device''s environment';
comment on column khatm.enrolment.device is 'The device';
comment on column khatm.enrolment.asked_at is 'When it was asked for';
comment on column khatm.enrolment.asked_by is 'By which role';
comment on column khatm.enrolment.password is 'The one-time password, sealed under the root key; gone before it is sent';
comment on column khatm.enrolment.state is 'waiting, working, done or failed';
comment on column khatm.enrolment.worker is 'The worker that has it in hand';
comment on column khatm.enrolment.until is 'In hand until then; waiting, not before then';
comment on column khatm.enrolment.code is 'Why it does not go on';
comment on column khatm.enrolment.message is 'The same in words';
comment on column khatm.enrolment.changed_at is 'When this row changed last';
