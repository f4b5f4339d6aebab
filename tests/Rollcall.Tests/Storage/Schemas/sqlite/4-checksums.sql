BEGIN TRANSACTION;
CREATE TABLE [SchemaVersions] (
    SchemaVersionID INTEGER CONSTRAINT [PK_SchemaVersions_Id] PRIMARY KEY AUTOINCREMENT NOT NULL,
    ScriptName TEXT NOT NULL,
    Applied DATETIME NOT NULL
);
INSERT INTO "SchemaVersions" VALUES(1,'0001-recipients.sql','2026-11-24 08:00:00');
INSERT INTO "SchemaVersions" VALUES(2,'0002-tokens.sql','2026-11-25 08:00:00');
INSERT INTO "SchemaVersions" VALUES(3,'0003-domain-destination.sql','2026-11-25 08:00:00');
INSERT INTO "SchemaVersions" VALUES(4,'0004-script-checksums.sql','2026-11-25 08:00:00');
CREATE TABLE domain (
  name text not null primary key,
  definition text not null,
  created_at bigint not null
) without rowid;
INSERT INTO "domain" VALUES('stored.test','{"deliverTo":["192.0.2.7:25"]}',1795500000000);
CREATE TABLE domain_state (
  domain text not null primary key,
  valid bigint not null default 0,
  invalid bigint not null default 0,
  pinned bigint not null default 0,
  accepts_all_at bigint,
  filtering_at bigint,
  refused_since bigint,
  brake_since bigint
, destination text) without rowid;
INSERT INTO "domain_state" VALUES('example.test',2,1,2,1795500000000,NULL,NULL,NULL,'127.0.0.1:2599');
CREATE TABLE recipient (
  domain text not null,
  local text not null,
  verdict text not null,
  verified_at bigint not null,
  stage text,
  code bigint,
  enhanced_code text,
  text text,
  host text,
  pin text,
  pin_by text,
  first_seen bigint not null,
  last_mail bigint not null,
  mails bigint not null,
  primary key (domain, local)
) without rowid;
INSERT INTO "recipient" VALUES('example.test','alice','valid',1795500000000,'rcpt',250,'2.1.5','Ok','mx.example.test:25',NULL,NULL,1795500000000,1795500000000,3);
INSERT INTO "recipient" VALUES('example.test','bob','invalid',1795500000000,NULL,NULL,NULL,NULL,NULL,'valid','control',1795500000000,0,0);
INSERT INTO "recipient" VALUES('example.test','carol','valid',1795500000000,NULL,NULL,NULL,NULL,NULL,NULL,NULL,1795500000000,0,0);
INSERT INTO "recipient" VALUES('example.test','dave','unverifiable',0,NULL,NULL,NULL,NULL,NULL,'valid','control',1795500000000,0,0);
CREATE TABLE recipient_event (
  id integer primary key,
  domain text not null,
  local text not null,
  at bigint not null,
  kind text not null,
  verdict text not null,
  evidence text not null
);
INSERT INTO "recipient_event" VALUES(1,'example.test','alice',1795500000000,'learned','valid','');
INSERT INTO "recipient_event" VALUES(2,'example.test','bob',1795500000000,'learned','invalid','');
INSERT INTO "recipient_event" VALUES(3,'example.test','carol',1795500000000,'learned','valid','');
INSERT INTO "recipient_event" VALUES(4,'example.test','dave',1795500000000,'pinned','valid','');
CREATE TABLE schema_script (
  name text not null primary key,
  sha256 text not null
) without rowid;
INSERT INTO "schema_script" VALUES('0001-recipients.sql','8055ab8bb92cee94e84998a7a27d3f9db07b12ded54160508a74eb44cd47282b');
INSERT INTO "schema_script" VALUES('0002-tokens.sql','e53abb51be9c7b1d207dea237ee5efcbc95c2d9a177d1bcb3639ab96006e053c');
INSERT INTO "schema_script" VALUES('0003-domain-destination.sql','e6d7705c685f767aed9405c14769a37720e3307f74ec50ff1cb9adec7df5fe8e');
INSERT INTO "schema_script" VALUES('0004-script-checksums.sql','80f7eb69c8ee954fbfbe9a8e8bc335649d861f449cbf3c91d6f41ceed1a0f7da');
CREATE TABLE token (
  name text not null primary key,
  hash text not null,
  created_at bigint not null
) without rowid;
INSERT INTO "token" VALUES('monitoring','8a33a735a2f85a343dc2cfbe0ec439dde6559e9553f1f94b522de0628b62c6d4',1795500000000);
CREATE INDEX recipient_age on recipient (domain, verdict, verified_at);
CREATE INDEX recipient_event_address on recipient_event (domain, local, id);
CREATE INDEX recipient_event_age on recipient_event (domain, at);
CREATE TRIGGER recipient_added after insert on recipient
begin
  insert into domain_state (domain, valid, invalid, pinned)
  values (new.domain, new.verdict = 'valid', new.verdict = 'invalid', new.pin is not null)
  on conflict (domain) do update set
    valid = valid + excluded.valid, invalid = invalid + excluded.invalid, pinned = pinned + excluded.pinned;
end;
CREATE TRIGGER recipient_changed after update of verdict, pin on recipient
when old.verdict <> new.verdict or (old.pin is null) <> (new.pin is null)
begin
  update domain_state set
    valid = valid + (new.verdict = 'valid') - (old.verdict = 'valid'),
    invalid = invalid + (new.verdict = 'invalid') - (old.verdict = 'invalid'),
    pinned = pinned + (new.pin is not null) - (old.pin is not null)
  where domain = new.domain;
end;
CREATE TRIGGER recipient_removed after delete on recipient
begin
  update domain_state set
    valid = valid - (old.verdict = 'valid'),
    invalid = invalid - (old.verdict = 'invalid'),
    pinned = pinned - (old.pin is not null)
  where domain = old.domain;
end;
COMMIT;
