-- Indexes for lists as a million cases showed them to be needed: a rare end state, and what is open and late.

drop index cases.case_open;
drop index cases.case_overdue;
create index case_by_state on cases."case" (flow_id, state, id desc);
create index case_open on cases."case" (flow_id, id desc) where ended_at is null;
create index case_overdue on cases."case" (flow_id, id desc) where 'overdue' = any (flags);
-- Apart, since most of what was ever late is closed.
create index case_open_overdue on cases."case" (flow_id, id desc) where ended_at is null and 'overdue' = any (flags);
