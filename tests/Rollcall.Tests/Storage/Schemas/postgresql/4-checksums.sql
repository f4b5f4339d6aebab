SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

CREATE FUNCTION public.recipient_counted() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE TABLE public.domain (
    name text NOT NULL COLLATE pg_catalog."C",
    definition text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);

CREATE TABLE public.domain_state (
    domain text NOT NULL COLLATE pg_catalog."C",
    valid bigint DEFAULT 0 NOT NULL,
    invalid bigint DEFAULT 0 NOT NULL,
    pinned bigint DEFAULT 0 NOT NULL,
    accepts_all_at bigint,
    filtering_at bigint,
    refused_since bigint,
    brake_since bigint,
    destination text COLLATE pg_catalog."C"
);

CREATE TABLE public.recipient (
    domain text NOT NULL COLLATE pg_catalog."C",
    local text NOT NULL COLLATE pg_catalog."C",
    verdict text NOT NULL COLLATE pg_catalog."C",
    verified_at bigint NOT NULL,
    stage text COLLATE pg_catalog."C",
    code bigint,
    enhanced_code text COLLATE pg_catalog."C",
    text text COLLATE pg_catalog."C",
    host text COLLATE pg_catalog."C",
    pin text COLLATE pg_catalog."C",
    pin_by text COLLATE pg_catalog."C",
    first_seen bigint NOT NULL,
    last_mail bigint NOT NULL,
    mails bigint NOT NULL
);

CREATE TABLE public.recipient_event (
    id bigint NOT NULL,
    domain text NOT NULL COLLATE pg_catalog."C",
    local text NOT NULL COLLATE pg_catalog."C",
    at bigint NOT NULL,
    kind text NOT NULL COLLATE pg_catalog."C",
    verdict text NOT NULL COLLATE pg_catalog."C",
    evidence text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE public.recipient_event ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.recipient_event_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_script (
    name text NOT NULL COLLATE pg_catalog."C",
    sha256 text NOT NULL COLLATE pg_catalog."C"
);

CREATE TABLE public.schemaversions (
    schemaversionsid integer NOT NULL,
    scriptname character varying(255) NOT NULL,
    applied timestamp without time zone NOT NULL
);

CREATE SEQUENCE public.schemaversions_schemaversionsid_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

ALTER SEQUENCE public.schemaversions_schemaversionsid_seq OWNED BY public.schemaversions.schemaversionsid;

CREATE TABLE public.token (
    name text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C",
    created_at bigint NOT NULL
);

ALTER TABLE ONLY public.schemaversions ALTER COLUMN schemaversionsid SET DEFAULT nextval('public.schemaversions_schemaversionsid_seq'::regclass);

INSERT INTO public.domain VALUES ('stored.test', '{"deliverTo":["192.0.2.7:25"]}', 1795500000000);

INSERT INTO public.domain_state VALUES ('example.test', 2, 1, 2, 1795500000000, NULL, NULL, NULL, '127.0.0.1:2599');

INSERT INTO public.recipient VALUES ('example.test', 'alice', 'valid', 1795500000000, 'rcpt', 250, '2.1.5', 'Ok', 'mx.example.test:25', NULL, NULL, 1795500000000, 1795500000000, 3);
INSERT INTO public.recipient VALUES ('example.test', 'bob', 'invalid', 1795500000000, NULL, NULL, NULL, NULL, NULL, 'valid', 'control', 1795500000000, 0, 0);
INSERT INTO public.recipient VALUES ('example.test', 'carol', 'valid', 1795500000000, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1795500000000, 0, 0);
INSERT INTO public.recipient VALUES ('example.test', 'dave', 'unverifiable', 0, NULL, NULL, NULL, NULL, NULL, 'valid', 'control', 1795500000000, 0, 0);

INSERT INTO public.recipient_event OVERRIDING SYSTEM VALUE VALUES (1, 'example.test', 'alice', 1795500000000, 'learned', 'valid', '');
INSERT INTO public.recipient_event OVERRIDING SYSTEM VALUE VALUES (2, 'example.test', 'bob', 1795500000000, 'learned', 'invalid', '');
INSERT INTO public.recipient_event OVERRIDING SYSTEM VALUE VALUES (3, 'example.test', 'carol', 1795500000000, 'learned', 'valid', '');
INSERT INTO public.recipient_event OVERRIDING SYSTEM VALUE VALUES (4, 'example.test', 'dave', 1795500000000, 'pinned', 'valid', '');

INSERT INTO public.schema_script VALUES ('0001-recipients.sql', '5331277a2ee641831f45bd700c099fb0c9e2998a76f51cf1a1f098f08daa3549');
INSERT INTO public.schema_script VALUES ('0002-tokens.sql', 'b943b3093125963552d75a68c5275aa95dae1f16ee2fae50de59fdb0045e69eb');
INSERT INTO public.schema_script VALUES ('0003-domain-destination.sql', 'b10c3f1900519e82f70326f1aa75eb753ebe54c4d68bcd1c4ed67859c59dd2d6');
INSERT INTO public.schema_script VALUES ('0004-script-checksums.sql', '09d131efd7b2d0d64ff4e5ada6e3b46575c24b53c6eb58637668d2588a929d84');

INSERT INTO public.schemaversions VALUES (1, '0001-recipients.sql', '2026-11-24 08:00:00');
INSERT INTO public.schemaversions VALUES (2, '0002-tokens.sql', '2026-11-25 08:00:00');
INSERT INTO public.schemaversions VALUES (3, '0003-domain-destination.sql', '2026-11-25 08:00:00');
INSERT INTO public.schemaversions VALUES (4, '0004-script-checksums.sql', '2026-11-25 08:00:00');

INSERT INTO public.token VALUES ('monitoring', '8a33a735a2f85a343dc2cfbe0ec439dde6559e9553f1f94b522de0628b62c6d4', 1795500000000);

SELECT pg_catalog.setval('public.recipient_event_id_seq', 4, true);

SELECT pg_catalog.setval('public.schemaversions_schemaversionsid_seq', 4, true);

ALTER TABLE ONLY public.schemaversions
    ADD CONSTRAINT "PK_schemaversions_Id" PRIMARY KEY (schemaversionsid);

ALTER TABLE ONLY public.domain
    ADD CONSTRAINT domain_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.domain_state
    ADD CONSTRAINT domain_state_pkey PRIMARY KEY (domain);

ALTER TABLE ONLY public.recipient_event
    ADD CONSTRAINT recipient_event_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.recipient
    ADD CONSTRAINT recipient_pkey PRIMARY KEY (domain, local);

ALTER TABLE ONLY public.schema_script
    ADD CONSTRAINT schema_script_pkey PRIMARY KEY (name);

ALTER TABLE ONLY public.token
    ADD CONSTRAINT token_pkey PRIMARY KEY (name);

CREATE INDEX recipient_age ON public.recipient USING btree (domain, verdict, verified_at);

CREATE INDEX recipient_event_address ON public.recipient_event USING btree (domain, local, id);

CREATE INDEX recipient_event_age ON public.recipient_event USING btree (domain, at);

CREATE TRIGGER recipient_added AFTER INSERT ON public.recipient REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.recipient_counted();

CREATE TRIGGER recipient_changed AFTER UPDATE ON public.recipient REFERENCING OLD TABLE AS gone NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.recipient_counted();

CREATE TRIGGER recipient_removed AFTER DELETE ON public.recipient REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.recipient_counted();
