-- What play.py asks, one statement under each name.

-- name: extension
create extension khatm;

-- name: role
do $$ begin
    if to_regrole('agent_of_shop') is null then create role agent_of_shop login password 'not-for-anybody'; end if;
    grant khatm_worker to agent_of_shop;
end $$;

-- name: device
select khatm.device_new(:'device', 'simulation', jsonb_build_object(
        'common_name', :'device', 'serial_number', '1-TST|2-TST|3-' || :'device', 'organization_identifier', '399999999900003',
        'organization_unit_name', 'Riyadh Branch', 'organization_name', 'Book Shop', 'country_name', 'SA', 'invoice_type', '1100',
        'location_address', 'RRRD2929', 'industry_business_category', 'Books'),
    '{"name": "Book Shop", "vat_number": "399999999900003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
      "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}', :'url');

-- name: hold
begin;
select khatm.device_new('HELD', 'simulation', jsonb_build_object(
        'common_name', 'HELD', 'serial_number', '1-TST|2-TST|3-' || 'HELD', 'organization_identifier', '399999999900003',
        'organization_unit_name', 'Riyadh Branch', 'organization_name', 'Book Shop', 'country_name', 'SA', 'invoice_type', '1100',
        'location_address', 'RRRD2929', 'industry_business_category', 'Books'),
    '{"name": "Book Shop", "vat_number": "399999999900003", "id": {"scheme": "CRN", "value": "1010010001"}, "street": "King Fahd Road",
      "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"}', :'url');
select pg_sleep(13);
rollback;

-- name: onboard
select khatm.device_onboard(:'device', :'otp');

-- name: onboard_again
select khatm.device_onboard(:'device', :'otp', restart => true);

-- name: onboarding
select device, state, coalesce(stage, ''), coalesce(code, ''), has_password from khatm.onboarding order by device;

-- name: passwords
select device, convert_from(password, 'UTF8') from khatm.enrolment where password is not null;

-- name: issue
select count(*) from khatm.issue_many(:'device', (
    select array_agg(jsonb_build_object('number', format('%s-%s-%s', :'device', :'round', n), 'lines',
            jsonb_build_array(jsonb_build_object('name', 'Tea', 'quantity', 2, 'price', '10.00')))
        || case when n % 3 = 0 then '{"buyer": {"name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111",
            "district": "Olaya", "city": "Riyadh", "postal_code": "12211"}}' else '{}'::jsonb end order by n)
    from generate_series(1, :count) as n));

-- name: undelivered
select khatm.undelivered();

-- name: held
-- How long the oldest transaction of an agent has been open, in milliseconds, and how many sessions they have.
select coalesce(max(extract(epoch from clock_timestamp() - xact_start) * 1000)::bigint, 0), count(*)
from pg_stat_activity where usename = 'agent_of_shop' and pid <> pg_backend_pid();

-- name: documents
select d.uuid, d.route, encode(d.hash, 'base64'), coalesce(string_agg(o.fact::text || ':' || o.http, ',' order by o.fact), ''),
    (select count(*) from khatm.attempt as a where (a.chain, a.counter) = (d.chain, d.counter)),
    (select count(*) from khatm.reply as r where (r.chain, r.counter) = (d.chain, d.counter)),
    exists (select from khatm.cleared as c where (c.chain, c.counter) = (d.chain, d.counter)),
    exists (select from khatm.outbox as q where (q.chain, q.counter) = (d.chain, d.counter))
from khatm.document as d left join khatm.outcome as o on (o.chain, o.counter) = (d.chain, d.counter)
group by d.chain, d.counter order by d.chain, d.counter;

-- name: verify
select severity, code, coalesce(document, ''), message from khatm.verify_ledger();

-- name: actors
select count(*) filter (where actor like 'agent_of_shop agent %'), count(*) from khatm.audit where action = 'claim';

-- name: uses
select action, actor, detail from khatm.audit where action in ('key_used', 'onboarding_asked', 'csr_made', 'chain_begun') order by ordinal;

-- name: agents
select count(*) from pg_stat_activity where usename = 'agent_of_shop' and state = 'idle';

-- name: shut
alter role agent_of_shop nologin;
select pg_terminate_backend(pid) from pg_stat_activity where usename = 'agent_of_shop';

-- name: open
alter role agent_of_shop login;

-- name: parked
select count(*) from khatm.lane where park_code is not null;
