-- Texts compare by their octets, as in SQLite (collate "C", UTF-8); times are Unix milliseconds UTC, booleans 0 or 1.
create table recipient (
  domain text collate "C" not null,
  local text collate "C" not null,
  verdict text collate "C" not null,
  verified_at bigint not null,
  stage text collate "C",
  code bigint,
  enhanced_code text collate "C",
  text text collate "C",
  host text collate "C",
  pin text collate "C",
  pin_by text collate "C",
  first_seen bigint not null,
  last_mail bigint not null,
  mails bigint not null,
  primary key (domain, local)
);

create index recipient_age on recipient (domain, verdict, verified_at);

create table recipient_event (
  id bigint generated always as identity primary key,
  domain text collate "C" not null,
  local text collate "C" not null,
  at bigint not null,
  kind text collate "C" not null,
  verdict text collate "C" not null,
  evidence text collate "C" not null
);

create index recipient_event_address on recipient_event (domain, local, id);

create index recipient_event_age on recipient_event (domain, at);

create table domain (
  name text collate "C" not null primary key,
  definition text collate "C" not null,
  created_at bigint not null
);

create table domain_state (
  domain text collate "C" not null primary key,
  valid bigint not null default 0,
  invalid bigint not null default 0,
  pinned bigint not null default 0,
  accepts_all_at bigint,
  filtering_at bigint,
  refused_since bigint,
  refused_last bigint,
  brake_since bigint
);

-- Once a statement, not once a row: each change of a row of domain_state leaves a dead one that the next has to pass. In the order of
-- domains, so that two nodes that write at the same time wait for each other in the same order.
create function recipient_counted() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into domain_state as kept (domain, valid, invalid, pinned)
      select domain, count(*) filter (where verdict = 'valid'), count(*) filter (where verdict = 'invalid'), count(pin)
      from added group by domain order by domain
      on conflict (domain) do update set
        valid = kept.valid + excluded.valid, invalid = kept.invalid + excluded.invalid, pinned = kept.pinned + excluded.pinned;
  elsif tg_op = 'DELETE' then
    insert into domain_state as kept (domain, valid, invalid, pinned)
      select domain, -count(*) filter (where verdict = 'valid'), -count(*) filter (where verdict = 'invalid'), -count(pin)
      from gone group by domain order by domain
      on conflict (domain) do update set
        valid = kept.valid + excluded.valid, invalid = kept.invalid + excluded.invalid, pinned = kept.pinned + excluded.pinned;
  else
    insert into domain_state as kept (domain, valid, invalid, pinned)
      select domain, sum(valid), sum(invalid), sum(pinned) from (
        select domain, (verdict = 'valid')::int as valid, (verdict = 'invalid')::int as invalid, (pin is not null)::int as pinned from added
        union all
        select domain, -(verdict = 'valid')::int, -(verdict = 'invalid')::int, -(pin is not null)::int from gone) as change
      group by domain having sum(valid) <> 0 or sum(invalid) <> 0 or sum(pinned) <> 0 order by domain
      on conflict (domain) do update set
        valid = kept.valid + excluded.valid, invalid = kept.invalid + excluded.invalid, pinned = kept.pinned + excluded.pinned;
  end if;
  return null;
end
$$;

create trigger recipient_added after insert on recipient
  referencing new table as added for each statement execute function recipient_counted();

create trigger recipient_changed after update on recipient
  referencing old table as gone new table as added for each statement execute function recipient_counted();

create trigger recipient_removed after delete on recipient
  referencing old table as gone for each statement execute function recipient_counted();
