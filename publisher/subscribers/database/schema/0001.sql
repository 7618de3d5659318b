-- People, what they have agreed to, and what has been sent to them.
--
-- Written once for SQLite and PostgreSQL; `database.py` puts in what differs: {id} a number that is never
-- given twice (a token that never expires names a person by it), {strict} after a table. TEXT is compared
-- byte by byte in both. Times are UTC as text, 2026-11-30T12:00:00.000Z, so that they sort as they are.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) {strict};

-- One row an address. `address_key` is what makes two spellings one (addresses.py), `address_hash` the same
-- under the key that lies outside the database: by it deliveries and suppressions are found.
CREATE TABLE person (
    id {id},
    address TEXT NOT NULL,
    address_key TEXT NOT NULL UNIQUE,
    address_hash TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL
) {strict};

CREATE TABLE subscription (
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'left', 'suppressed')),
    since TEXT NOT NULL,
    PRIMARY KEY (person, list)
) {strict};
CREATE INDEX subscription_of_list ON subscription (list, state, person);

-- What somebody agreed to: when, which words they saw (and the words' hash), where, and how. `evidence` is
-- JSON: an import's own columns. `ip` is hashed 30 days after `recorded`.
CREATE TABLE consent (
    id {id},
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    list TEXT NOT NULL,
    at TEXT NOT NULL,
    recorded TEXT NOT NULL,
    words TEXT NOT NULL,
    words_hash TEXT NOT NULL,
    where_url TEXT NOT NULL,
    how TEXT NOT NULL CHECK (how IN ('form', 'import', 'paper')),
    evidence TEXT NOT NULL DEFAULT '{}',
    ip TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX consent_of_person ON consent (person, list);
CREATE INDEX consent_by_age ON consent (recorded) WHERE ip <> '';

-- A sign-up that waits for its button. The link in the mail is made from `nonce` and the key outside the
-- database, so it can be made again for a mail that is sent later; `sent` starts the clock of its 7 days.
CREATE TABLE confirmation (
    id {id},
    nonce TEXT NOT NULL UNIQUE,
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    lists TEXT NOT NULL,
    words TEXT NOT NULL,
    where_url TEXT NOT NULL,
    ip TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL,
    sent TEXT,
    used TEXT
) {strict};
CREATE INDEX confirmation_of_person ON confirmation (person);

-- Who must not be written to, by hash: it outlives the person. `list` is a list's id or '*'. What is lifted
-- stays, with when.
CREATE TABLE suppression (
    id {id},
    address_hash TEXT NOT NULL,
    list TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL DEFAULT '',
    at TEXT NOT NULL,
    lifted TEXT
) {strict};
CREATE UNIQUE INDEX suppression_in_force ON suppression (address_hash, list) WHERE lifted IS NULL;

-- What happened, only ever added to. Without a foreign key: the row stays when the person is forgotten, and
-- then names nobody.
CREATE TABLE event (
    id {id},
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    person INTEGER,
    list TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX event_of_person ON event (person, id);

-- What limits count: `key` is a hash, never an address.
CREATE TABLE attempt (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    at TEXT NOT NULL
) {strict};
CREATE INDEX attempt_by_key ON attempt (kind, key, at);
CREATE INDEX attempt_by_age ON attempt (at);

-- Mails of the sign-up service (confirmations, welcomes) that wait for their turn.
CREATE TABLE outbox (
    id {id},
    kind TEXT NOT NULL,
    person INTEGER REFERENCES person (id) ON DELETE CASCADE,
    confirmation INTEGER REFERENCES confirmation (id) ON DELETE CASCADE,
    created TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'handing', 'sent', 'refused', 'unknown')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT NOT NULL,
    owner TEXT NOT NULL DEFAULT '',
    handed TEXT,
    finished TEXT,
    answer TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX outbox_by_turn ON outbox (state, next_at, id);
CREATE INDEX outbox_of_person ON outbox (person);
CREATE INDEX outbox_of_confirmation ON outbox (confirmation);

-- A letter whose bytes (`frozen_hash`) and recipients are settled: candidates = planned + excluded.
CREATE TABLE edition (
    id {id},
    name TEXT NOT NULL,
    list TEXT NOT NULL,
    frozen_hash TEXT NOT NULL,
    subject TEXT NOT NULL,
    created TEXT NOT NULL,
    candidates INTEGER NOT NULL,
    planned INTEGER NOT NULL,
    excluded TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'stopped', 'finished')),
    send_at TEXT,
    started TEXT,
    finished TEXT,
    why TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT '{}',
    UNIQUE (name, list)
) {strict};

CREATE TABLE excluded (
    edition INTEGER NOT NULL REFERENCES edition (id),
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (edition, reason)
) {strict};

-- One row an edition and recipient. A forgotten person's row keeps its hash and state, so that sums hold.
CREATE TABLE delivery (
    id {id},
    edition INTEGER NOT NULL REFERENCES edition (id),
    person INTEGER REFERENCES person (id) ON DELETE SET NULL,
    address TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    domain TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL,
    token TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN (
        'planned', 'handing', 'accepted', 'rejected', 'deferred', 'unknown',
        'bounced_hard', 'bounced_soft', 'complained', 'skipped'
    )),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at TEXT,
    code TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',
    owner TEXT NOT NULL DEFAULT '',
    handed TEXT,
    finished TEXT,
    UNIQUE (edition, address_hash)
) {strict};
CREATE INDEX delivery_by_turn ON delivery (edition, state, id);
CREATE INDEX delivery_by_domain ON delivery (edition, state, domain, next_at);
CREATE INDEX delivery_of_person ON delivery (person);

-- What is left of deliveries that have aged away: their counts.
CREATE TABLE delivery_count (
    edition INTEGER NOT NULL REFERENCES edition (id),
    state TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) {strict};

-- Who carries an edition right now. A lease whose `beat` is too old has run out.
CREATE TABLE lease (
    owner TEXT PRIMARY KEY,
    edition INTEGER NOT NULL REFERENCES edition (id),
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    boot TEXT NOT NULL,
    beat TEXT NOT NULL
) {strict};
CREATE INDEX lease_of_edition ON lease (edition);

-- Receiving domains that are left alone for a while, with why; '*' is all of them.
CREATE TABLE domain_pause (
    edition INTEGER NOT NULL REFERENCES edition (id),
    domain TEXT NOT NULL,
    until TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (edition, domain)
) {strict};

-- What came back: bounces, complaints. `mark` is the report's own hash, so that reading it twice counts once.
CREATE TABLE returned (
    id {id},
    at TEXT NOT NULL,
    source TEXT NOT NULL,
    mark TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT '',
    edition INTEGER,
    delivery INTEGER,
    address_hash TEXT NOT NULL DEFAULT '',
    domain TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '',
    acted TEXT NOT NULL DEFAULT ''
) {strict};
CREATE INDEX returned_of_address ON returned (address_hash, kind, at);
