-- How far onboarding is. Nobody sees another taxpayer's devices.

-- API: public
create view khatm.onboarding with (security_barrier) as
    select
        e.environment, e.device, e.state, d.stage, e.asked_at, e.asked_by, e.password is not null as has_password,
        e.code, e.message, e.until, e.changed_at
    from only khatm.enrolment as e
    join lateral (
        select pg_catalog.convert_from(s.file, 'UTF8')::pg_catalog.jsonb -> 'device' ->> 'state' as stage
        from only khatm.safe as s where s.environment = e.environment and s.name = e.device
    ) as d on true
    where khatm.sees_device(e.environment, e.device);
comment on view khatm.onboarding is 'How far the onboarding of devices is that was asked for with khatm.device_onboard, and why it stopped';
comment on column khatm.onboarding.environment is 'The device''s environment';
comment on column khatm.onboarding.device is 'The device';
comment on column khatm.onboarding.state is 'waiting for a worker, working, done, or failed: then look at code and message';
comment on column khatm.onboarding.stage is 'How far the device itself is: keyed, asking, checking, certifying or active';
comment on column khatm.onboarding.asked_at is 'When it was asked for';
comment on column khatm.onboarding.asked_by is 'By which role';
comment on column khatm.onboarding.has_password is 'A one-time password waits to be used';
comment on column khatm.onboarding.code is 'Why it does not go on, as a code';
comment on column khatm.onboarding.message is 'The same in words';
comment on column khatm.onboarding.until is 'In a worker''s hands until then; waiting, tried again then';
comment on column khatm.onboarding.changed_at is 'When something happened last';
