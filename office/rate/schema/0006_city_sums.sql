-- +goose Up
-- The windows, members of staff and items of the whole city are many rows of many counties and departments:
-- they are added up for all of them too, under no county and no department.
INSERT INTO rating_sums (period, dim, county, key, dept, channel, acts, n5, n4, n3, n2, n1, defaults, excluded, more, better, fixed, in_time, late_open,
	named, contacted, objected)
SELECT t.period, t.dim, '', t.key, '', t.channel, SUM(t.acts), SUM(t.n5), SUM(t.n4), SUM(t.n3), SUM(t.n2), SUM(t.n1), SUM(t.defaults), SUM(t.excluded), SUM(t.more),
	SUM(t.better), SUM(t.fixed), SUM(t.in_time), SUM(t.late_open), SUM(t.named), SUM(t.contacted), SUM(t.objected)
FROM rating_sums t WHERE t.dim IN ('place', 'staff', 'item') GROUP BY t.period, t.dim, t.key, t.channel;

-- Members of staff and items of a township, by month.
INSERT INTO rating_sums (period, dim, county, key, dept, channel, acts, n5, n4, n3, n2, n1, defaults, excluded, more, better, fixed, in_time, late_open,
	named, contacted, objected)
SELECT x.period, x.dim, x.town, x.key, x.dept, x.channel, SUM(x.acts), SUM(x.n5), SUM(x.n4), SUM(x.n3), SUM(x.n2), SUM(x.n1), SUM(x.defaults), SUM(x.excluded), SUM(x.more),
	SUM(x.better), SUM(x.fixed), SUM(x.in_time), SUM(x.late_open), SUM(x.named), SUM(x.contacted), SUM(x.objected)
FROM (
	SELECT t.day / 100 AS period, d.dim AS dim, SUBSTR(t.region, 1, 9) || '000' AS town, CAST(CASE d.dim WHEN 'staff' THEN t.staff ELSE t.item END AS TEXT) AS key,
		t.dept, t.channel, t.acts, t.n5, t.n4, t.n3, t.n2, t.n1, t.defaults, t.excluded, t.more, t.better, t.fixed, t.in_time,
		t.late_open, t.named, t.contacted, t.objected
	FROM rating_counts t, (SELECT 'staff' AS dim UNION ALL SELECT 'item') d WHERE SUBSTR(t.region, 7, 3) <> '000'
) x GROUP BY x.period, x.dim, x.town, x.key, x.dept, x.channel;

-- A window's ratings, and the bad ones of an item.
DROP INDEX ratings_region;
CREATE INDEX ratings_window ON ratings (region, place, id);
CREATE INDEX ratings_bad_item ON ratings (item, id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');
