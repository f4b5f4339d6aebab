-- The note of the person who pinned a recipient; who added a domain (null: an earlier release, which did not keep it).
alter table recipient add column pin_note text collate "C";
alter table domain add column put_by text collate "C";
