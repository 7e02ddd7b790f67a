-- Who may call what, and what it is for. The functions themselves are made from their Rust signatures.

revoke all on all routines in schema khatm from public;
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
comment on function khatm.verify_ledger(text, text, text) is
    'Looks at everything that is kept: every document hashed and its stamp checked, every link, the audit, every row of a delivery. No row: all is whole. Reads the whole ledger; with a device, its documents and the audit';
grant execute on function khatm.verify_ledger(text, text, text) to khatm_auditor, khatm_admin;

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
comment on function khatm.resume(text, boolean) is
    'The ledger goes on in this database, which was copied, restored or promoted: to be said by who has seen that it goes on nowhere else, and why. A ledger that was restored row by row is looked at first as khatm.verify_ledger does, and refused if it is not whole; verify => false leaves that out';
grant execute on function khatm.resume(text, boolean) to khatm_admin;

-- API: public
comment on function khatm.tenant_new(text, text, text) is
    'Gives a taxpayer (VAT number) a role: from then on his devices and documents are for its members, for superusers and for khatm_worker, and to others they are not there';
grant execute on function khatm.tenant_new(text, text, text) to khatm_admin;

-- Who asks for a row asks for these: they tell him of nothing that he may not see.
-- API: private
comment on function khatm.seen_chains() is 'The chains that the caller may see, for the policies of the tables';
comment on function khatm.sees_all() is 'Whether nothing is hidden from the caller: for the lines of the audit that tell of no document';
comment on function khatm.sees_device(text, text) is 'Whether the caller may see a device, for the views; no for one that is not there';
grant execute on function khatm.seen_chains(), khatm.sees_all(), khatm.sees_device(text, text) to khatm_reader, khatm_issuer, khatm_auditor, khatm_admin, khatm_worker;

-- UBL, and what comes from others.
-- API: public
comment on function khatm.build(jsonb, text, text, text) is
    'The document (UBL XML) that a draft would become, as the first of a chain and without a stamp, or everything that is wrong with the draft; with a device, its seller stands in where the draft has none';
comment on function khatm.seal(text, bytea, text, uuid, text, text) is
    'Takes a document that is ready (UBL XML) into the chain, within your transaction: counter, previous hash, stamp and QR code are filled in, and a UUID where there is none; every other byte stays. What the official rules refuse is refused';
comment on function khatm.seal(text, text, text, uuid, text, text) is
    'Takes a document that is ready (UBL XML, kept as text) into the chain, within your transaction: counter, previous hash, stamp and QR code are filled in, and a UUID where there is none; every other byte stays. What the official rules refuse is refused';
comment on function khatm.seal_many(text, bytea[], text[], text, text) is
    'Takes several documents that are ready (UBL XML) into the chain of one device, all or none, in their order';
comment on function khatm.inspect(bytea, text) is
    'Somebody else''s invoice (UBL XML, as received) before it is booked: its stamp, its code, what the rules say, what was done to the file, and all that it says as a draft';
comment on function khatm.inspect(text, text) is
    'Somebody else''s invoice (UBL XML, kept as text) before it is booked: its stamp, its code, what the rules say, what was done to the file, and all that it says as a draft';
comment on function khatm.verify_qr(text, text) is
    'What a QR code says, and whether its signature belongs to its hash and key. A good code is not yet a good invoice: only its certificate tells whose the key is';
comment on function khatm.qr_svg(uuid, text) is
    'The QR code of a document that may be handed over, as a picture (SVG); null as long as it may not';
comment on function khatm.qr_svg(text, text) is
    'The picture (SVG) of a QR code''s text, as khatm.issue and khatm.receipt return it';
comment on function khatm.qr_escpos(uuid, integer, text) is
    'The QR code of a document that may be handed over, as commands of a receipt printer (ESC/POS raster) for paper 58 or 80 mm wide, to be sent at the beginning of a line; null as long as it may not';
comment on function khatm.qr_escpos(text, integer, text) is
    'A QR code''s text, as khatm.issue and khatm.receipt return it, as commands of a receipt printer (ESC/POS raster) for paper 58 or 80 mm wide, to be sent at the beginning of a line';
comment on function khatm.explain(text, text) is 'What a code means and the way out: ours (KHATM-…) or the authority''s (BR-KSA-17); of another one there are no texts';
grant execute on function khatm.seal(text, bytea, text, uuid, text, text), khatm.seal(text, text, text, uuid, text, text), khatm.seal_many(text, bytea[], text[], text, text)
    to khatm_issuer;
grant execute on function khatm.build(jsonb, text, text, text), khatm.inspect(bytea, text), khatm.inspect(text, text), khatm.verify_qr(text, text), khatm.explain(text, text)
    to khatm_reader, khatm_issuer, khatm_admin, khatm_auditor;
grant execute on function khatm.qr_svg(uuid, text), khatm.qr_svg(text, text), khatm.qr_escpos(uuid, integer, text), khatm.qr_escpos(text, integer, text)
    to khatm_reader, khatm_issuer, khatm_auditor;

-- The counter.
-- API: public
comment on function khatm.may_hand_over(uuid) is
    'Whether a document may be handed over now: a standard one when it is cleared. The ground, and what to hand over: khatm.receipt(uuid)';
comment on procedure khatm.wait(uuid, interval, text, boolean, text, text) is
    'Waits until there is something to hand over, or never will be, or the time is over, and says what to tell the buyer. To be called by itself, outside a transaction';
grant execute on function khatm.may_hand_over(uuid) to khatm_reader, khatm_issuer, khatm_auditor;
grant execute on procedure khatm.wait(uuid, interval, text, boolean, text, text) to khatm_reader, khatm_issuer, khatm_auditor;
-- API: private
comment on function khatm.waited(uuid, text) is 'Where a document is that somebody waits for: one look of khatm.wait';
comment on function khatm.looks_within(interval, text) is 'How often khatm.wait looks within a time';
comment on procedure khatm.outside_transaction(uuid) is 'Refuses to go on inside a transaction block, a function or a trigger, or without a document';
grant execute on function khatm.waited(uuid, text), khatm.looks_within(interval, text) to khatm_reader, khatm_issuer, khatm_auditor;
grant execute on procedure khatm.outside_transaction(uuid) to khatm_reader, khatm_issuer, khatm_auditor;

-- Watching.
-- API: public
comment on function khatm.health(text) is
    'What somebody should do something about, the worst first; one green row if there is nothing. Quick: of what is finished and well nothing is read';
comment on function khatm.kpi_daily(date, date, text) is
    'What became of each device''s documents, day by day in Riyadh, from a first day to a last one; of the last 31 days where they are not said. Only the documents of those days are read';
comment on function khatm.rejections() is 'What the authority rejected, the last one first, with its codes and what stands for it. Only rejected documents are read';
comment on function khatm.certificates() is 'The certificate of each device, and how long it is valid';
comment on function khatm.metrics() is
    'Everything in numbers, as text for Prometheus (version 0.0.4). Counts the whole ledger: not to be asked more often than every few minutes where it is large';
grant execute on function khatm.health(text), khatm.kpi_daily(date, date, text), khatm.certificates(), khatm.metrics()
    to khatm_reader, khatm_admin, khatm_auditor, khatm_worker;
grant execute on function khatm.rejections() to khatm_reader, khatm_issuer, khatm_admin, khatm_auditor;
grant select on khatm.deliveries, khatm.rejections to khatm_reader, khatm_issuer, khatm_admin, khatm_auditor;
grant select on khatm.health, khatm.kpi_daily, khatm.certificates to khatm_reader, khatm_admin, khatm_auditor, khatm_worker;
grant select on khatm.history to khatm_admin, khatm_auditor;

-- API: public
comment on function khatm.worker(text) is
    'Whether somebody delivers the documents of this database: the worker inside the server, or an agent beside it; one row, with a light (green, yellow, red), what is wrong and the way out';
grant execute on function khatm.worker(text) to khatm_admin, khatm_auditor, khatm_reader, khatm_issuer, khatm_worker;

grant select on khatm.device to khatm_reader, khatm_issuer, khatm_auditor, khatm_admin;
grant select on khatm.blockers to khatm_admin, khatm_auditor;
grant select on
    khatm.store, khatm.chain, khatm.document, khatm.reference, khatm.lane, khatm.outbox, khatm.attempt, khatm.reply, khatm.outcome,
    khatm.cleared, khatm.release, khatm.audit
    to khatm_auditor;
grant select on khatm.tenant to khatm_auditor, khatm_admin;


-- For programs of other languages: values as they have them.
-- API: public
comment on function khatm.way(uuid) is
    'Where a document is that is committed, as one JSON: progress, deadline, tries, why its lane is parked, what the authority said for good';
comment on function khatm.story(uuid, text) is
    'Everything that is known of a document that is committed, as one JSON: its way, every try, what people did, what can be done next';
comment on function khatm.device_status(text, text) is
    'How devices are, as one JSON each: one that is named, or all; with what comes next. Their files are opened, so the root key is needed';
comment on function khatm.anchor() is
    'The state of the ledger as one line, to be kept elsewhere: khatm.verification(anchors) shows by it what was cut off or made again';
comment on function khatm.verification(text, text) is
    'Looks at everything that is kept as khatm.verify_ledger does, and whether each of these anchors, a line each, still lies on it; the result as one JSON. Reads the whole ledger';
grant execute on function khatm.way(uuid), khatm.device_status(text, text) to khatm_reader, khatm_issuer, khatm_admin, khatm_auditor;
grant execute on function khatm.story(uuid, text), khatm.anchor(), khatm.verification(text, text) to khatm_admin, khatm_auditor;

-- Tables whose rows become documents.
-- API: public
comment on function khatm.attach(regclass, text, regprocedure, text, text, boolean, text[], text[], text, text, text) is
    'Makes documents of a table''s rows: of each once, when an INSERT or UPDATE makes it final (becomes_final), on the device that the row says, from the draft that the mapping makes of its key, in the row''s own transaction. Rows that are final already are left alone. Expressions are over the table''s columns, everything outside pg_catalog under its schema''s name; all of it runs as the table''s owner. An invalid row fails the transaction (refuse) or waits (park: see khatm.parked). With freeze, rows that became documents change no more but in the columns of mutable, nor do rows of the tables in lines';
comment on function khatm.detach(regclass) is 'Makes no more documents of a table''s rows; those that there are stay, and are not made again if it is attached anew';
comment on function khatm.seal_parked(regclass) is 'Tries rows again that are parked, of one table or of all; returns how many became documents';
comment on function khatm.status_of(regclass, text[]) is
    'What became of a row of an attached table, by its primary key as text: a line for each document of it, and one if it is parked. For reports: select ... from erp.invoice i left join lateral khatm.status_of(''erp.invoice'', i.id::text) s on true. may_hand_over, ground and qr are as in khatm.receipt; ground is uncommitted until the transaction is, and the code of what is wrong with a parked row';
grant execute on function
    khatm.attach(regclass, text, regprocedure, text, text, boolean, text[], text[], text, text, text), khatm.detach(regclass)
    to khatm_admin;
grant execute on function khatm.seal_parked(regclass) to khatm_admin, khatm_issuer;
grant execute on function khatm.status_of(regclass, text[]) to khatm_reader, khatm_issuer, khatm_auditor;
-- API: private
comment on function khatm.note() is 'Trigger: a row became final';
comment on function khatm.seal_noted() is 'Trigger: all rows that became final become documents';
comment on function khatm.frozen() is 'Trigger: a row that became a document stays as it is';
comment on function khatm.frozen_line() is 'Trigger: a row that belongs to one that became a document stays as it is';
comment on function khatm.frozen_whole() is 'Trigger: a table of rows that became documents is not emptied';
-- The light asks how attachments stand, and so does the view of them.
grant execute on function khatm.attached_state(bigint, oid, boolean, boolean, text[], text, text), khatm.belongs(oid, text[], oid), khatm.signature(oid), khatm.watched(oid)
    to khatm_admin, khatm_issuer, khatm_auditor, khatm_reader, khatm_worker;
-- Who attaches a table makes its triggers.
grant execute on function khatm.note(), khatm.seal_noted(), khatm.frozen(), khatm.frozen_line(), khatm.frozen_whole() to khatm_admin;
grant select on khatm.attachments, khatm.parked to khatm_admin, khatm_issuer, khatm_auditor;
grant select on khatm.attachment, khatm.park to khatm_auditor;


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
comment on function khatm.onboarding_take(text, text) is 'Takes the next request of the queue into a worker''s hands; with an environment, of its devices only';
comment on function khatm.device_keep(text, text, bigint, timestamptz, bytea, text, timestamptz) is
    'Keeps a device as a worker saved it, sealed, as its next version; spends names the request, by its time, whose password goes out with it and is struck out of the queue. One that is active begins its chain';
comment on function khatm.onboarding_unused(text, text, timestamptz, bytea) is 'Puts a sealed password back that was certainly not received';
comment on function khatm.onboarding_ended(text, text, timestamptz, text, text, bigint) is
    'Says how far a request of the queue came: done, or why not and after how long it is tried again';
grant execute on function khatm.onboarding_take(text, text), khatm.onboarding_unused(text, text, timestamptz, bytea),
    khatm.onboarding_ended(text, text, timestamptz, text, text, bigint) to khatm_worker;
grant execute on function khatm.device_keep(text, text, bigint, timestamptz, bytea, text, timestamptz) to khatm_worker, khatm_admin;

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
