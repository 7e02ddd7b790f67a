-- Who may call what, and what it is for. The functions themselves are made from their Rust signatures.

revoke all on all functions in schema khatm from public;
revoke all on all tables in schema khatm from public;

-- API: public
comment on function khatm.verify(bytea, text) is
    'Checks everything that a stamped invoice (UBL XML, as received) says about itself; texts in English (en) or Arabic (ar)';
comment on function khatm.verify(text, text) is
    'Checks everything that a stamped invoice (UBL XML, kept as text) says about itself; texts in English (en) or Arabic (ar)';
comment on function khatm.validate(bytea, text) is
    'Every verdict of the authority''s validator on a document (UBL XML, as received): no row, nothing to say';
comment on function khatm.validate(text, text) is
    'Every verdict of the authority''s validator on a document (UBL XML, kept as text): no row, nothing to say';
comment on function khatm.check(jsonb, text, text, text) is
    'Everything there is to say of a draft, field by field, without issuing it; with a device, its seller stands in where the draft has none';
grant execute on function
    khatm.verify(bytea, text), khatm.verify(text, text), khatm.validate(bytea, text), khatm.validate(text, text),
    khatm.check(jsonb, text, text, text)
    to khatm_reader, khatm_issuer, khatm_admin, khatm_auditor;

-- API: public
comment on function khatm.issue(text, jsonb, text, uuid, text, text) is
    'Issues a document within your transaction: signed, chained and kept with your rows, or not at all. The same request key again returns the same document';
comment on function khatm.issue_many(text, jsonb[], text[], text, text) is
    'Issues several documents of one device, all or none, in their order';
grant execute on function khatm.issue(text, jsonb, text, uuid, text, text), khatm.issue_many(text, jsonb[], text[], text, text) to khatm_issuer;

-- API: public
comment on function khatm.document(uuid) is 'A document as it was issued, and what became of it';
comment on function khatm.receipt(uuid, text) is
    'What to hand over of a document that is committed, with its QR code: a standard one only as the authority cleared it';
grant execute on function khatm.document(uuid), khatm.receipt(uuid, text) to khatm_reader, khatm_issuer, khatm_auditor;

-- API: public
comment on function khatm.verify_ledger(text) is
    'Looks at everything that is kept: every document hashed and its stamp checked, every link, the audit, every row of a delivery. No row: all is whole';
grant execute on function khatm.verify_ledger(text) to khatm_auditor, khatm_admin;

-- API: public
comment on function khatm.device_new(text, text, jsonb, jsonb, text, text) is
    'Makes a device with a key that never leaves the server; returns its certificate request (PEM)';
comment on function khatm.device_import(bytea, text, text) is
    'Takes in the file of a device that was sealed under this server''s root key (khatm device new, khatm device onboard); of an active one, last is the last document that it issued elsewhere, COUNTER:HASH, or 0. Returns its name';
grant execute on function khatm.device_new(text, text, jsonb, jsonb, text, text), khatm.device_import(bytea, text, text) to khatm_admin;

-- API: public
comment on function khatm.hold(uuid, text, text) is
    'Keeps a document back until it is freed. It takes two people, who calls and another: an invoice that is not delivered is an offence';
comment on function khatm.free(uuid, text) is 'Lets a document go that was kept back';
comment on function khatm.retry(uuid) is 'Makes a document due at once; its bytes are the same as ever';
comment on function khatm.release(uuid, text, text) is
    'Allows a standard document to be handed over before it is cleared: reason outage or clearance_off, and a note. Its delivery goes on';
comment on function khatm.unpark(text, text) is 'Opens the parked lanes of a device without waiting for their probe: somebody mended the cause';
grant execute on function
    khatm.hold(uuid, text, text), khatm.free(uuid, text), khatm.retry(uuid), khatm.release(uuid, text, text), khatm.unpark(text, text)
    to khatm_admin;

-- API: public
comment on function khatm.resume(text) is
    'The ledger goes on in this database, which was copied, restored or promoted: to be said by who has seen that it goes on nowhere else, and why';
grant execute on function khatm.resume(text) to khatm_admin;

-- API: private
comment on function khatm.document_follows() is 'Trigger: every document follows the one before it';
comment on function khatm.audit_follows() is 'Trigger: every line of the audit follows the one before it';

grant select on khatm.device to khatm_reader, khatm_issuer, khatm_auditor, khatm_admin;
grant select on khatm.blockers to khatm_admin, khatm_auditor;
grant select on
    khatm.store, khatm.chain, khatm.document, khatm.reference, khatm.lane, khatm.outbox, khatm.attempt, khatm.reply, khatm.outcome,
    khatm.cleared, khatm.release, khatm.audit
    to khatm_auditor;

-- What delivers from outside: khatm agent.

-- API: private
comment on function khatm.claim(text, integer, integer, integer, jsonb, bigint[], jsonb) is
    'Takes documents for a worker, so many in all and to each operation. They may be sent when this is committed, and not earlier; the commit waits for the disk';
comment on function khatm.still_mine(bigint[], bigint[], bigint[], jsonb) is
    'Whether claims still hold, in their order: yes, give_back or lost. Asked right before the first byte leaves';
comment on function khatm.settle(bigint[], bigint[], bigint[], jsonb[], bytea[], bytea[], jsonb) is
    'Keeps what came of claims, all or none, and returns whom to call. What is kept already is not kept twice';
comment on function khatm.give_back(bigint[], bigint[], bigint[], jsonb) is 'Gives claims back of which not a byte was sent';
comment on function khatm.ready() is 'Does nothing, as a claim does something: whether anything can be delivered from here';
comment on function khatm.ways(bigint[], bigint[]) is 'Where documents are, as khatm agent tells people';
comment on function khatm.undelivered() is 'How many documents have no final word';
comment on function khatm.chains() is 'The chains, with the certificates that their documents are stamped with';
-- API: public
comment on function khatm.device_onboard(text, text, text, boolean) is
    'Asks for a device to be onboarded with a one-time password, which is kept sealed until a worker sends it; see khatm.onboarding. With restart it begins again from its certificate request';
comment on function khatm.device_adopt(text, text, bytea, bytea, text, text, jsonb, text) is
    'Takes over a device that another system onboarded: private key (PKCS#8 or SEC1), certificate, secret, and the last document that it issued there, COUNTER:HASH, or 0. Returns the counter of its first document here';
grant execute on function
    khatm.device_onboard(text, text, text, boolean), khatm.device_adopt(text, text, bytea, bytea, text, text, jsonb, text) to khatm_admin;
grant select on khatm.onboarding to khatm_admin, khatm_auditor, khatm_reader;

-- API: private
comment on function khatm.onboarding_take(text) is 'Takes the next request of the queue into a worker''s hands';
comment on function khatm.device_keep(text, text, bigint, timestamptz, bytea, text, boolean) is
    'Keeps a device as a worker saved it, sealed, as its next version; with spends, its password is struck out of the queue. One that is active begins its chain';
comment on function khatm.onboarding_unused(text, text, timestamptz, bytea) is 'Puts a sealed password back that was certainly not received';
comment on function khatm.onboarding_ended(text, text, timestamptz, text, text, bigint) is
    'Says how far a request of the queue came: done, or why not and after how long it is tried again';
grant execute on function khatm.onboarding_take(text), khatm.onboarding_unused(text, text, timestamptz, bytea),
    khatm.onboarding_ended(text, text, timestamptz, text, text, bigint) to khatm_worker;
grant execute on function khatm.device_keep(text, text, bigint, timestamptz, bytea, text, boolean) to khatm_worker, khatm_admin;

-- API: private
comment on function khatm.device_sealed(text, text, text) is
    'A device as it is sealed under the root key, for a use of its key (deliver, onboard) that is noted in the audit. Without the root key it is worth nothing';
comment on function khatm.key_refused(text, text, text, text) is 'Notes in the audit that a device''s key was kept from being used, and why';
grant execute on function khatm.device_sealed(text, text, text), khatm.key_refused(text, text, text, text) to khatm_worker, khatm_admin;

grant execute on function
    khatm.claim(text, integer, integer, integer, jsonb, bigint[], jsonb), khatm.still_mine(bigint[], bigint[], bigint[], jsonb),
    khatm.settle(bigint[], bigint[], bigint[], jsonb[], bytea[], bytea[], jsonb), khatm.give_back(bigint[], bigint[], bigint[], jsonb),
    khatm.ready(), khatm.ways(bigint[], bigint[]), khatm.undelivered(), khatm.chains()
    to khatm_worker;
