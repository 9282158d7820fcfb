-- One agency in one county: the area is looked at in the index, in the order of the list, before any row is fetched.

drop index cases.case_by_org;
create index case_by_org on cases."case" (org, id desc, area text_pattern_ops);
