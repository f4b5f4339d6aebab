-- Texts compare by their octets (SQLite's own collation, UTF-8); times are Unix milliseconds UTC, booleans 0 or 1.
create table recipient (
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

create index recipient_age on recipient (domain, verdict, verified_at);

create table recipient_event (
  id integer primary key,
  domain text not null,
  local text not null,
  at bigint not null,
  kind text not null,
  verdict text not null,
  evidence text not null
);

create index recipient_event_address on recipient_event (domain, local, id);

create index recipient_event_age on recipient_event (domain, at);

create table domain (
  name text not null primary key,
  definition text not null,
  created_at bigint not null
) without rowid;

create table domain_state (
  domain text not null primary key,
  valid bigint not null default 0,
  invalid bigint not null default 0,
  pinned bigint not null default 0,
  accepts_all_at bigint,
  filtering_at bigint,
  refused_since bigint,
  refused_last bigint,
  brake_since bigint
) without rowid;

create trigger recipient_added after insert on recipient
begin
  insert into domain_state (domain, valid, invalid, pinned)
  values (new.domain, new.verdict = 'valid', new.verdict = 'invalid', new.pin is not null)
  on conflict (domain) do update set
    valid = valid + excluded.valid, invalid = invalid + excluded.invalid, pinned = pinned + excluded.pinned;
end;

create trigger recipient_changed after update of verdict, pin on recipient
when old.verdict <> new.verdict or (old.pin is null) <> (new.pin is null)
begin
  update domain_state set
    valid = valid + (new.verdict = 'valid') - (old.verdict = 'valid'),
    invalid = invalid + (new.verdict = 'invalid') - (old.verdict = 'invalid'),
    pinned = pinned + (new.pin is not null) - (old.pin is not null)
  where domain = new.domain;
end;

create trigger recipient_removed after delete on recipient
begin
  update domain_state set
    valid = valid - (old.verdict = 'valid'),
    invalid = invalid - (old.verdict = 'invalid'),
    pinned = pinned - (old.pin is not null)
  where domain = old.domain;
end;
