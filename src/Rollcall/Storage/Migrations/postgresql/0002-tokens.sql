-- The hash is SHA-256 of the token in hexadecimal digits: the token itself is nowhere.
create table token (
  name text collate "C" not null primary key,
  hash text collate "C" not null,
  created_at bigint not null
);
