-- Facts about this installation that outlive a process: which demo was loaded, which step of an upgrade was taken.
create table kernel.fact (key text primary key, value jsonb not null, at timestamptz not null default now());
