-- The state of a domain belongs to the destination that it was learned from. The time of the last refusal is no longer used.
alter table domain_state add column destination text collate "C";
alter table domain_state drop column refused_last;
