-- SHA-256 of each script as it ran, in hexadecimal digits: a program with other scripts refuses the store.
create table schema_script (
  name text collate "C" not null primary key,
  sha256 text collate "C" not null
);
