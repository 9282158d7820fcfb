-- The city's calendar with the State Council's notices for 2025 (gov.cn 202411 content_6986383) and 2026 (gov.cn 202511 content_7047091).

insert into calendar.calendar (id, name_zh, name_en) values ('city', '市级工作日历', 'City working calendar');

insert into calendar.calendar_year (calendar, year, status, source) values
  ('city', 2025, 'official', '国务院办公厅关于2025年部分节假日安排的通知 gov.cn 202411/content_6986383'),
  ('city', 2026, 'official', '国务院办公厅关于2026年部分节假日安排的通知 gov.cn 202511/content_7047091');

insert into calendar.calendar_day (calendar, date, kind)
  select 'city', day::date, case when extract(isodow from day) <= 5 then 'WORKDAY' else 'WEEKEND' end
  from generate_series(timestamp '2025-01-01', timestamp '2026-12-31', interval '1 day') day;

update calendar.calendar_day set kind = 'HOLIDAY', name = off.name
  from (values
    (date '2025-01-01', date '2025-01-01', '元旦'),
    ('2025-01-28', '2025-02-04', '春节'),
    ('2025-04-04', '2025-04-06', '清明节'),
    ('2025-05-01', '2025-05-05', '劳动节'),
    ('2025-05-31', '2025-06-02', '端午节'),
    ('2025-10-01', '2025-10-08', '国庆节、中秋节'),
    ('2026-01-01', '2026-01-03', '元旦'),
    ('2026-02-15', '2026-02-23', '春节'),
    ('2026-04-04', '2026-04-06', '清明节'),
    ('2026-05-01', '2026-05-05', '劳动节'),
    ('2026-06-19', '2026-06-21', '端午节'),
    ('2026-09-25', '2026-09-27', '中秋节'),
    ('2026-10-01', '2026-10-07', '国庆节')) as off (first, last, name)
  where date between off.first and off.last;

update calendar.calendar_day set kind = 'MAKEUP', name = '调休上班'
  where date in ('2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11',
    '2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10');

update calendar.calendar_day d set source_doc = y.source
  from calendar.calendar_year y where y.calendar = d.calendar and y.year = d.year and d.kind in ('HOLIDAY', 'MAKEUP');

-- T6: 08:00 to 12:00 and 14:00 to 18:00 on every working day, make-up days too.
insert into calendar.work_window (calendar, weekday_mask, start_minute, end_minute, valid_from) values
  ('city', 127, 480, 720, '1990-01-01'),
  ('city', 127, 840, 1080, '1990-01-01');
