-- Files: what lies in the store by its SHA-256, and who put it there for what.

create schema if not exists files;

-- What may be uploaded for which purpose: dated, so that a change of limits is a row and not a release.
create table files.purpose (
  id text not null,
  valid_from date not null default '2000-01-01',
  name_zh text not null,
  name_en text not null,
  types text[] not null,
  max_bytes bigint not null check (max_bytes > 0),
  -- Pixels that an image may have when unpacked: a small file can hide a huge picture.
  max_pixels bigint not null default 100000000,
  source text,
  primary key (id, valid_from)
);
insert into files.purpose (id, name_zh, name_en, types, max_bytes, source) values
  ('photo', '照片', 'Photo', '{image/jpeg,image/png,image/webp,image/gif}', 20971520, null),
  ('attachment', '附件', 'Attachment',
   '{image/jpeg,image/png,image/webp,image/gif,image/tiff,application/pdf,application/ofd,application/msword,application/vnd.ms-excel,application/x-cfb,application/vnd.openxmlformats-officedocument.wordprocessingml.document,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.openxmlformats-officedocument.presentationml.presentation,application/zip,text/plain,text/csv,video/mp4,audio/mpeg,audio/wav,audio/amr}',
   52428800, 'domain/government 0.5: 50 MB unless told');

create table files.blob (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes bigint not null,
  type text not null,
  scan text not null check (scan in ('unscanned', 'waiting', 'clean', 'infected')),
  scanned_at timestamptz,
  finding text,
  stored_at timestamptz not null default now()
);
create index on files.blob (scan) where scan = 'waiting';

create table files.file (
  id uuid primary key,
  sha256 text not null references files.blob,
  name text not null,
  purpose text not null,
  width int,
  height int,
  -- From EXIF, kept apart from the shown image, which carries none of it.
  taken_at timestamptz,
  lng double precision,
  lat double precision,
  uploader_id uuid,
  uploader_name text not null default '',
  -- 'hotline.ticket:<id>': the module and kind of the thing it belongs to; null until attached.
  subject text,
  attached_at timestamptz,
  created_at timestamptz not null,
  check ((lng is null) = (lat is null))
);
create index on files.file (subject, created_at) where subject is not null;
create index on files.file (created_at) where subject is null;
create index on files.file (sha256);

-- Key of signed links; made at first start, since prepared databases are copied.
create table files.secret (id int primary key check (id = 1), value text not null);
