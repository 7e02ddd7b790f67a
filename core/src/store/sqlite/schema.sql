-- The ledger in one SQLite file (3.37 and later, for STRICT). Times are milliseconds since 1970 in UTC, UUIDs 16 bytes, hashes 32,
-- money halalas (hundredths of the document's currency).
--
-- What must stay true is kept by the tables themselves, for every program that writes to the file. No trigger here relies on a
-- pragma: a connection that forgot one still cannot overwrite a document or break a link. Orphans are foreign keys; the library
-- switches those on and looks that they are.

PRAGMA application_id = 1263026516; -- "KHAT"
PRAGMA user_version = 1;

-- Which installation this file belongs to. Both must agree with the witness, which is kept elsewhere.
CREATE TABLE store (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  install BLOB NOT NULL CHECK (length(install) = 16),
  generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0)
) STRICT;

-- The documents of one certificate of one device.
CREATE TABLE chain (
  chain INTEGER PRIMARY KEY CHECK (chain > 0),
  environment TEXT NOT NULL,
  device TEXT NOT NULL CHECK (length(device) BETWEEN 1 AND 255),
  vat_number TEXT NOT NULL,
  certificate TEXT NOT NULL,
  first_counter INTEGER NOT NULL CHECK (first_counter > 0),
  first_hash BLOB NOT NULL CHECK (length(first_hash) = 32),
  state INTEGER NOT NULL CHECK (state IN (1, 2, 3)), -- 1 active, 2 draining, 3 quarantined
  why TEXT,
  begun_at INTEGER NOT NULL,
  UNIQUE (environment, device, certificate),
  -- The first hash stands before counter 1 and nowhere else.
  CHECK ((first_counter = 1) = (first_hash = x'5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'))
) STRICT;
CREATE UNIQUE INDEX chain_active ON chain (environment, device) WHERE state = 1;
CREATE INDEX chain_taxpayer ON chain (environment, vat_number);

-- The ledger itself. `ordinal` counts through all chains, in the order in which documents were made.
CREATE TABLE document (
  ordinal INTEGER PRIMARY KEY CHECK (ordinal > 0),
  chain INTEGER NOT NULL REFERENCES chain,
  counter INTEGER NOT NULL CHECK (counter > 0),
  uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
  kind TEXT NOT NULL CHECK (kind IN ('invoice', 'prepayment', 'credit_note', 'debit_note')),
  route INTEGER NOT NULL CHECK (route IN (1, 2)), -- 1 reporting, 2 clearance
  number TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  deadline_at INTEGER NOT NULL,
  previous_hash BLOB NOT NULL CHECK (length(previous_hash) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  request_key TEXT CHECK (length(request_key) BETWEEN 1 AND 255),
  content BLOB NOT NULL CHECK (length(content) = 32),
  currency TEXT NOT NULL,
  total INTEGER NOT NULL,
  xml BLOB NOT NULL,
  sum BLOB NOT NULL CHECK (length(sum) = 32), -- SHA-256 of all its bytes: the stamp does not cover the blanks around itself
  UNIQUE (chain, counter)
) STRICT;
-- What waits and how many there are of what, without a look at the documents themselves.
CREATE INDEX document_lane ON document (chain, route, counter, kind, deadline_at);
CREATE INDEX document_number ON document (number);
CREATE INDEX document_request ON document (request_key) WHERE request_key IS NOT NULL;

-- A note and its originals; a correction and the rejected document that it stands for.
CREATE TABLE reference (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  role INTEGER NOT NULL CHECK (role IN (1, 2)), -- 1 corrects, 2 notes
  position INTEGER NOT NULL CHECK (position > 0),
  to_chain INTEGER,
  to_counter INTEGER,
  number TEXT NOT NULL,
  PRIMARY KEY (chain, counter, role, position),
  FOREIGN KEY (chain, counter) REFERENCES document (chain, counter),
  FOREIGN KEY (to_chain, to_counter) REFERENCES document (chain, counter),
  CHECK ((to_chain IS NULL) = (to_counter IS NULL)),
  CHECK (role = 2 OR to_counter IS NOT NULL),
  CHECK (chain <> to_chain OR to_counter < counter)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reference_once ON reference (to_chain, to_counter) WHERE role = 1;
CREATE INDEX reference_back ON reference (to_chain, to_counter);

-- The documents of a chain that take one route. Those at or after `next` that have neither an outbox row nor an outcome wait.
CREATE TABLE lane (
  chain INTEGER NOT NULL REFERENCES chain,
  route INTEGER NOT NULL CHECK (route IN (1, 2)),
  next INTEGER NOT NULL CHECK (next > 0),
  endpoint INTEGER NOT NULL CHECK (endpoint IN (1, 2)),
  back_at INTEGER,
  park_why TEXT,
  park_code TEXT,
  park_until INTEGER,
  park_probes INTEGER,
  probe_route INTEGER,
  probe_counter INTEGER,
  rest_until INTEGER,
  turn INTEGER NOT NULL DEFAULT 0,
  streak INTEGER NOT NULL DEFAULT 0,
  streak_code TEXT,
  PRIMARY KEY (chain, route),
  CHECK ((park_why IS NULL) = (park_until IS NULL) AND (park_why IS NULL) = (park_code IS NULL)
    AND (park_why IS NULL) = (park_probes IS NULL)),
  CHECK ((probe_route IS NULL) = (probe_counter IS NULL) AND (probe_route IS NULL OR park_why IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Documents that were claimed and are not finished.
CREATE TABLE outbox (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  route INTEGER NOT NULL CHECK (route IN (1, 2)),
  endpoint INTEGER NOT NULL CHECK (endpoint IN (1, 2)),
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2, 4)), -- 0 again, 1 in flight, 2 in doubt, 4 held
  due_at INTEGER NOT NULL,
  deadline_at INTEGER NOT NULL,
  first_sent_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  epoch INTEGER NOT NULL CHECK (epoch >= 0),
  doubt_since INTEGER,
  owner TEXT,
  last_http INTEGER,
  last_code TEXT,
  PRIMARY KEY (chain, counter),
  FOREIGN KEY (chain, counter) REFERENCES document (chain, counter),
  FOREIGN KEY (chain, route) REFERENCES lane (chain, route)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (route, deadline_at, chain, counter) WHERE state < 4;
CREATE INDEX outbox_lane ON outbox (chain, route, due_at, counter) WHERE state < 4;

-- The intent to send, committed before the first byte leaves.
CREATE TABLE attempt (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  endpoint INTEGER NOT NULL CHECK (endpoint IN (1, 2)),
  at INTEGER NOT NULL,
  node TEXT NOT NULL,
  again INTEGER NOT NULL CHECK (again IN (0, 1)),
  after_window INTEGER NOT NULL CHECK (after_window IN (0, 1)),
  PRIMARY KEY (chain, counter, epoch),
  FOREIGN KEY (chain, counter) REFERENCES document (chain, counter)
) STRICT, WITHOUT ROWID;

-- What came back; impossible without the attempt.
CREATE TABLE reply (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  at INTEGER NOT NULL,
  ms INTEGER NOT NULL,
  http INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  body BLOB,
  PRIMARY KEY (chain, counter, epoch),
  FOREIGN KEY (chain, counter, epoch) REFERENCES attempt (chain, counter, epoch)
) STRICT;
CREATE INDEX reply_figures ON reply (chain, http, verdict, ms);

-- What the authority said for good. If it said both, both are kept.
CREATE TABLE outcome (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  fact INTEGER NOT NULL CHECK (fact IN (1, 2)), -- 1 accepted, 2 rejected
  epoch INTEGER NOT NULL,
  http INTEGER NOT NULL,
  at INTEGER NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  endpoint INTEGER NOT NULL CHECK (endpoint IN (1, 2)),
  messages TEXT,
  PRIMARY KEY (chain, counter, fact),
  FOREIGN KEY (chain, counter, epoch) REFERENCES reply (chain, counter, epoch)
) STRICT, WITHOUT ROWID;
CREATE INDEX outcome_figures ON outcome (chain, fact, late, at);
CREATE INDEX outcome_messages ON outcome (chain, counter, fact) WHERE messages IS NOT NULL;

-- The authority's own version of a document.
CREATE TABLE cleared (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  xml BLOB NOT NULL,
  PRIMARY KEY (chain, counter),
  FOREIGN KEY (chain, counter) REFERENCES document (chain, counter)
) STRICT;

-- A hand-over of what was not cleared. (A keyword of SAVEPOINT, allowed as a name.)
CREATE TABLE release (
  chain INTEGER NOT NULL,
  counter INTEGER NOT NULL,
  at INTEGER NOT NULL,
  by TEXT NOT NULL,
  reason INTEGER NOT NULL CHECK (reason IN (1, 2)),
  note TEXT NOT NULL,
  PRIMARY KEY (chain, counter),
  FOREIGN KEY (chain, counter) REFERENCES document (chain, counter)
) STRICT, WITHOUT ROWID;

-- Devices, their keys and secrets sealed: of each the last version. Which one that is, the audit knows too.
CREATE TABLE device (
  environment TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 255),
  version INTEGER NOT NULL CHECK (version > 0),
  saved_at INTEGER NOT NULL,
  file BLOB NOT NULL,
  PRIMARY KEY (environment, name)
) STRICT;

-- Who did what. Each row has the hash of the one before.
CREATE TABLE audit (
  ordinal INTEGER PRIMARY KEY CHECK (ordinal > 0),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  chain INTEGER,
  counter INTEGER,
  detail TEXT NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
-- What was done with a document.
CREATE INDEX audit_place ON audit (chain, counter) WHERE counter IS NOT NULL;

-- Append-only. INSERT OR REPLACE deletes without firing the triggers of DELETE unless recursive_triggers is on: so a place that is
-- taken is refused before the insert, for every unique key of the table, the rowid too.
CREATE TRIGGER document_update BEFORE UPDATE ON document BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: document');
END;
CREATE TRIGGER document_delete BEFORE DELETE ON document BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: document');
END;
CREATE TRIGGER document_insert BEFORE INSERT ON document
  WHEN EXISTS (SELECT 1 FROM document WHERE (chain, counter) = (NEW.chain, NEW.counter))
    OR EXISTS (SELECT 1 FROM document WHERE uuid = NEW.uuid)
    OR EXISTS (SELECT 1 FROM document WHERE ordinal = NEW.ordinal) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: document');
END;
CREATE TRIGGER reference_update BEFORE UPDATE ON reference BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reference');
END;
CREATE TRIGGER reference_delete BEFORE DELETE ON reference BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reference');
END;
CREATE TRIGGER reference_insert BEFORE INSERT ON reference
  WHEN EXISTS (SELECT 1 FROM reference WHERE (chain, counter, role, position) = (NEW.chain, NEW.counter, NEW.role, NEW.position))
    OR EXISTS (SELECT 1 FROM reference WHERE NEW.role = 1 AND role = 1 AND (to_chain, to_counter) = (NEW.to_chain, NEW.to_counter)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reference');
END;
CREATE TRIGGER attempt_update BEFORE UPDATE ON attempt BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: attempt');
END;
CREATE TRIGGER attempt_delete BEFORE DELETE ON attempt BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: attempt');
END;
CREATE TRIGGER attempt_insert BEFORE INSERT ON attempt
  WHEN EXISTS (SELECT 1 FROM attempt WHERE (chain, counter, epoch) = (NEW.chain, NEW.counter, NEW.epoch)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: attempt');
END;
CREATE TRIGGER reply_update BEFORE UPDATE ON reply BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reply');
END;
CREATE TRIGGER reply_delete BEFORE DELETE ON reply BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reply');
END;
CREATE TRIGGER reply_insert BEFORE INSERT ON reply
  WHEN EXISTS (SELECT 1 FROM reply WHERE (chain, counter, epoch) = (NEW.chain, NEW.counter, NEW.epoch))
    OR EXISTS (SELECT 1 FROM reply WHERE rowid = NEW.rowid) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: reply');
END;
CREATE TRIGGER outcome_update BEFORE UPDATE ON outcome BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: outcome');
END;
CREATE TRIGGER outcome_delete BEFORE DELETE ON outcome BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: outcome');
END;
CREATE TRIGGER outcome_insert BEFORE INSERT ON outcome
  WHEN EXISTS (SELECT 1 FROM outcome WHERE (chain, counter, fact) = (NEW.chain, NEW.counter, NEW.fact)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: outcome');
END;
CREATE TRIGGER cleared_update BEFORE UPDATE ON cleared BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: cleared');
END;
CREATE TRIGGER cleared_delete BEFORE DELETE ON cleared BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: cleared');
END;
CREATE TRIGGER cleared_insert BEFORE INSERT ON cleared
  WHEN EXISTS (SELECT 1 FROM cleared WHERE (chain, counter) = (NEW.chain, NEW.counter))
    OR EXISTS (SELECT 1 FROM cleared WHERE rowid = NEW.rowid) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: cleared');
END;
CREATE TRIGGER release_update BEFORE UPDATE ON release BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: release');
END;
CREATE TRIGGER release_delete BEFORE DELETE ON release BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: release');
END;
CREATE TRIGGER release_insert BEFORE INSERT ON release
  WHEN EXISTS (SELECT 1 FROM release WHERE (chain, counter) = (NEW.chain, NEW.counter)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: release');
END;
CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: audit');
END;
CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: audit');
END;

-- One document for a request, whichever of its device's chains it is made on.
CREATE TRIGGER document_request_once BEFORE INSERT ON document
  WHEN NEW.request_key IS NOT NULL AND EXISTS (
    SELECT 1 FROM document JOIN chain AS its ON its.chain = document.chain
      JOIN chain AS own ON (own.environment, own.device) = (its.environment, its.device)
      WHERE document.request_key = NEW.request_key AND own.chain = NEW.chain) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: document');
END;

-- The link rule, from the ledger itself: the document before, or the chain's own beginning. Ordinals have no holes either.
CREATE TRIGGER document_link BEFORE INSERT ON document
  WHEN NEW.previous_hash IS NOT coalesce(
      (SELECT first_hash FROM chain WHERE chain = NEW.chain AND first_counter = NEW.counter),
      (SELECT hash FROM document WHERE chain = NEW.chain AND counter = NEW.counter - 1))
    OR NEW.ordinal IS NOT (SELECT coalesce(max(ordinal), 0) + 1 FROM document) BEGIN
  SELECT RAISE(ABORT, 'KHATM-LINK: document');
END;
-- A chain that was set aside takes nothing more.
CREATE TRIGGER document_state BEFORE INSERT ON document
  WHEN (SELECT state FROM chain WHERE chain = NEW.chain) IS NOT 1 BEGIN
  SELECT RAISE(ABORT, 'KHATM-STATE: document');
END;
-- A place that is taken cannot be the next one, either.
CREATE TRIGGER audit_link BEFORE INSERT ON audit
  WHEN NEW.previous IS NOT coalesce((SELECT hash FROM audit WHERE ordinal = NEW.ordinal - 1), zeroblob(32))
    OR NEW.ordinal IS NOT (SELECT coalesce(max(ordinal), 0) + 1 FROM audit) BEGIN
  SELECT RAISE(ABORT, 'KHATM-LINK: audit');
END;

-- Rows that change in named columns only, and never leave.
CREATE TRIGGER chain_update BEFORE UPDATE OF chain, environment, device, vat_number, certificate, first_counter, first_hash, begun_at
  ON chain BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: chain');
END;
CREATE TRIGGER chain_delete BEFORE DELETE ON chain BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: chain');
END;
CREATE TRIGGER chain_insert BEFORE INSERT ON chain
  WHEN EXISTS (SELECT 1 FROM chain WHERE chain = NEW.chain)
    OR EXISTS (SELECT 1 FROM chain
      WHERE (environment, device, certificate) = (NEW.environment, NEW.device, NEW.certificate))
    OR (NEW.state = 1 AND EXISTS (SELECT 1 FROM chain
      WHERE (environment, device) = (NEW.environment, NEW.device) AND state = 1)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: chain');
END;
-- None comes back to life, and no doubt is lifted.
CREATE TRIGGER chain_state BEFORE UPDATE OF state ON chain WHEN NEW.state < OLD.state BEGIN
  SELECT RAISE(ABORT, 'KHATM-STATE: chain');
END;
-- A device is saved again and again, one version after the other, and never leaves: its key stamped documents.
CREATE TRIGGER device_delete BEFORE DELETE ON device BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: device');
END;
CREATE TRIGGER device_insert BEFORE INSERT ON device
  WHEN EXISTS (SELECT 1 FROM device WHERE rowid = NEW.rowid)
    OR NEW.version IS NOT coalesce((SELECT version FROM device WHERE (environment, name) = (NEW.environment, NEW.name)), 0) + 1 BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: device');
END;
CREATE TRIGGER device_update BEFORE UPDATE ON device
  WHEN NEW.version <> OLD.version + 1 OR (NEW.environment, NEW.name) <> (OLD.environment, OLD.name) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: device');
END;
CREATE TRIGGER store_delete BEFORE DELETE ON store BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: store');
END;
CREATE TRIGGER store_insert BEFORE INSERT ON store WHEN EXISTS (SELECT 1 FROM store) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: store');
END;
CREATE TRIGGER store_update BEFORE UPDATE ON store
  WHEN NEW.one <> OLD.one OR (NEW.install = OLD.install AND NEW.generation < OLD.generation) BEGIN
  SELECT RAISE(ABORT, 'KHATM-APPEND-ONLY: store');
END;

-- A cursor never falls and never skips; an outbox row leaves only with an outcome, and never comes back.
CREATE TRIGGER lane_update BEFORE UPDATE ON lane
  WHEN NEW.next < OLD.next OR (NEW.chain, NEW.route) <> (OLD.chain, OLD.route) OR EXISTS (
    SELECT 1 FROM document AS d
      WHERE d.chain = NEW.chain AND d.route = NEW.route AND d.counter >= OLD.next AND d.counter < NEW.next
        AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))
        AND NOT EXISTS (SELECT 1 FROM outcome AS o WHERE (o.chain, o.counter) = (d.chain, d.counter))) BEGIN
  SELECT RAISE(ABORT, 'KHATM-CURSOR: lane');
END;
CREATE TRIGGER lane_delete BEFORE DELETE ON lane BEGIN
  SELECT RAISE(ABORT, 'KHATM-CURSOR: lane');
END;
CREATE TRIGGER lane_insert BEFORE INSERT ON lane
  WHEN EXISTS (SELECT 1 FROM lane WHERE (chain, route) = (NEW.chain, NEW.route))
    OR NEW.next IS NOT (SELECT first_counter FROM chain WHERE chain = NEW.chain) BEGIN
  SELECT RAISE(ABORT, 'KHATM-CURSOR: lane');
END;
CREATE TRIGGER outbox_delete BEFORE DELETE ON outbox
  WHEN NOT EXISTS (SELECT 1 FROM outcome WHERE (chain, counter) = (OLD.chain, OLD.counter)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-OUTBOX: unfinished');
END;
CREATE TRIGGER outbox_insert BEFORE INSERT ON outbox
  WHEN EXISTS (SELECT 1 FROM outcome WHERE (chain, counter) = (NEW.chain, NEW.counter))
    OR EXISTS (SELECT 1 FROM outbox WHERE (chain, counter) = (NEW.chain, NEW.counter))
    OR NEW.route IS NOT (SELECT route FROM document WHERE (chain, counter) = (NEW.chain, NEW.counter)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-OUTBOX: finished');
END;
CREATE TRIGGER outbox_update BEFORE UPDATE ON outbox
  WHEN NEW.epoch < OLD.epoch
    OR (NEW.chain, NEW.counter, NEW.route, NEW.deadline_at) <> (OLD.chain, OLD.counter, OLD.route, OLD.deadline_at)
    OR (NEW.first_sent_at <> OLD.first_sent_at AND OLD.attempts > 0 AND OLD.doubt_since IS NOT NULL)
    OR EXISTS (SELECT 1 FROM outcome WHERE (chain, counter) = (NEW.chain, NEW.counter)) BEGIN
  SELECT RAISE(ABORT, 'KHATM-OUTBOX: changed');
END;
