-- +goose Up
-- What happened to a service is written down as one line, in the transaction in which it happened, and
-- counted soon after (Fold): until then every figure adds these lines to what is kept.
CREATE TABLE rating_deltas (
	id        BIGINT PRIMARY KEY,
	day       BIGINT NOT NULL,
	region    TEXT NOT NULL,
	dept      TEXT NOT NULL,
	staff     BIGINT NOT NULL,
	place     TEXT NOT NULL,
	item      BIGINT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL
);

-- The same figures as rating_counts, of a month (yyyymm) and of a year (yyyy), of a county (or of what the
-- city does itself), by one dimension: 'region', 'place' (a window), 'staff', 'item', or '' for none.
-- Whatever a page asks of a month or a year of the city or of a county is a short run of these rows.
CREATE TABLE rating_sums (
	period    BIGINT NOT NULL,
	dim       TEXT NOT NULL,
	county    TEXT NOT NULL,
	key       TEXT NOT NULL,
	dept      TEXT NOT NULL,
	channel   TEXT NOT NULL,
	acts      BIGINT NOT NULL,
	n5        BIGINT NOT NULL,
	n4        BIGINT NOT NULL,
	n3        BIGINT NOT NULL,
	n2        BIGINT NOT NULL,
	n1        BIGINT NOT NULL,
	defaults  BIGINT NOT NULL,
	excluded  BIGINT NOT NULL,
	more      BIGINT NOT NULL,
	better    BIGINT NOT NULL,
	fixed     BIGINT NOT NULL,
	in_time   BIGINT NOT NULL,
	late_open BIGINT NOT NULL,
	named     BIGINT NOT NULL,
	contacted BIGINT NOT NULL,
	objected  BIGINT NOT NULL,
	PRIMARY KEY (period, dim, county, key, dept, channel)
) /* CLUSTERED */;

INSERT INTO rating_sums (period, dim, county, key, dept, channel, acts, n5, n4, n3, n2, n1, defaults, excluded, more, better, fixed, in_time, late_open,
	named, contacted, objected)
SELECT x.period, x.dim, x.county, x.key, x.dept, x.channel, SUM(x.acts), SUM(x.n5), SUM(x.n4), SUM(x.n3), SUM(x.n2), SUM(x.n1), SUM(x.defaults), SUM(x.excluded),
	SUM(x.more), SUM(x.better), SUM(x.fixed), SUM(x.in_time), SUM(x.late_open), SUM(x.named), SUM(x.contacted), SUM(x.objected)
FROM (
	SELECT t.day / p.days AS period, d.dim AS dim,
		CASE WHEN SUBSTR(t.region, 5, 2) = '00' THEN t.region ELSE SUBSTR(t.region, 1, 6) || '000000' END AS county,
		CASE d.dim WHEN 'region' THEN t.region WHEN 'staff' THEN CAST(t.staff AS TEXT) WHEN 'item' THEN CAST(t.item AS TEXT)
			WHEN 'place' THEN CASE WHEN t.place = '' THEN '' ELSE t.region || ' ' || t.place END ELSE '' END AS key,
		t.dept, t.channel, t.acts, t.n5, t.n4, t.n3, t.n2, t.n1, t.defaults, t.excluded, t.more, t.better, t.fixed, t.in_time, t.late_open, t.named,
		t.contacted, t.objected
	FROM rating_counts t,
		(SELECT '' AS dim UNION ALL SELECT 'region' UNION ALL SELECT 'place' UNION ALL SELECT 'staff' UNION ALL SELECT 'item') d,
		(SELECT 100 AS days UNION ALL SELECT 10000) p
) x GROUP BY x.period, x.dim, x.county, x.key, x.dept, x.channel;

CREATE INDEX rating_counts_item ON rating_counts (item, day);
CREATE INDEX rating_counts_staff ON rating_counts (staff, day);

-- A rating has with it by what lists of ratings are narrowed, and whether what came of it was published.
ALTER TABLE ratings ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN dept TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN staff BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ratings ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN item BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ratings ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE ratings ADD COLUMN served BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ratings ADD COLUMN published BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE ratings SET region = a.region, dept = a.dept, staff = a.staff, place = a.place, item = a.item, channel = a.channel, served = a.day
	FROM rating_acts a WHERE a.id = ratings.act;
UPDATE ratings SET published = TRUE WHERE id IN (SELECT x.rating FROM rectifications x WHERE x.published <> '');
CREATE INDEX ratings_region ON ratings (region, id);
CREATE INDEX ratings_dept ON ratings (dept, id);
CREATE INDEX ratings_staff ON ratings (staff, id);
CREATE INDEX ratings_item ON ratings (item, id);
CREATE INDEX ratings_bad ON ratings (id) WHERE source = 'active' AND level IN ('dissatisfied', 'very_dissatisfied');
CREATE INDEX ratings_more ON ratings (id) WHERE n > 1;
CREATE INDEX ratings_excluded ON ratings (id) WHERE excluded;
CREATE INDEX ratings_published ON ratings (id) WHERE published;
CREATE INDEX ratings_published_item ON ratings (item, id) WHERE published;
CREATE INDEX ratings_published_region ON ratings (region, id) WHERE published;
