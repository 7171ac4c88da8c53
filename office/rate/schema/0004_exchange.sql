-- +goose Up
-- What the provincial platform must be told: one row for a rating, and one for each thing that became of
-- it, written in the transaction of its cause. What is told is made when it is sent; nobody's identity
-- stands here.
CREATE TABLE rating_outbox (
	key     TEXT PRIMARY KEY,
	rating  BIGINT NOT NULL,
	what    TEXT NOT NULL,
	day     BIGINT NOT NULL,
	at      BIGINT NOT NULL,
	state   TEXT NOT NULL,
	tries   BIGINT NOT NULL,
	due_at  BIGINT NOT NULL,
	sent_at BIGINT NOT NULL,
	code    TEXT NOT NULL,
	fault   TEXT NOT NULL,
	again   TEXT NOT NULL,
	again_at BIGINT NOT NULL
);
CREATE INDEX rating_outbox_due ON rating_outbox (due_at) WHERE state = 'pending';
CREATE INDEX rating_outbox_day ON rating_outbox (day, state);
CREATE INDEX rating_outbox_rating ON rating_outbox (rating);

-- What the platform says it has of a day, as last asked.
CREATE TABLE rating_exchange_days (
	day   BIGINT PRIMARY KEY,
	asked BIGINT NOT NULL,
	who   TEXT NOT NULL,
	total BIGINT NOT NULL
);
CREATE TABLE rating_exchange_there (
	day     BIGINT NOT NULL,
	key     TEXT NOT NULL,
	kind    TEXT NOT NULL,
	number  TEXT NOT NULL,
	service TEXT NOT NULL,
	level   TEXT NOT NULL,
	time    TEXT NOT NULL,
	PRIMARY KEY (day, key)
);

-- How our words are called there.
CREATE TABLE rating_exchange_codes (
	kind   TEXT NOT NULL,
	ours   TEXT NOT NULL,
	theirs TEXT NOT NULL,
	basis  TEXT NOT NULL,
	PRIMARY KEY (kind, ours)
);
INSERT INTO rating_exchange_codes (kind, ours, theirs, basis) VALUES
	('level', 'very_satisfied', '5', '国家政务服务平台：5 为非常满意（GB/T 39046-2020 表 A.8 相反，1 为非常满意）'),
	('level', 'satisfied', '4', '国家政务服务平台'),
	('level', 'basically_satisfied', '3', '国家政务服务平台'),
	('level', 'dissatisfied', '2', '国家政务服务平台'),
	('level', 'very_dissatisfied', '1', '国家政务服务平台'),
	('way', 'pc', '1', 'GB/T 39046-2020 表 9'),
	('way', 'mobile', '2', 'GB/T 39046-2020 表 9'),
	('way', 'qr', '3', 'GB/T 39046-2020 表 9'),
	('way', 'pad', '4', 'GB/T 39046-2020 表 9'),
	('way', 'terminal', '5', 'GB/T 39046-2020 表 9'),
	('way', 'paper', '5', '没有纸质的编码，归入大厅其他终端（建议值）'),
	('way', 'phone', '6', 'GB/T 39046-2020 表 9'),
	('way', 'sms', '7', 'GB/T 39046-2020 表 9'),
	('person', 'person', '1', '服务对象：自然人'),
	('person', 'firm', '2', '服务对象：企业法人'),
	('paper', 'person', '111', '居民身份证'),
	('paper', 'firm', '001', '统一社会信用代码');

-- What was rated before there was an exchange is told, too.
INSERT INTO rating_outbox (key, rating, what, day, at, state, tries, due_at, sent_at, code, fault, again, again_at)
	SELECT CAST(r.id AS TEXT), r.id, 'evaluation', r.day, r.at, 'pending', 0, r.at, 0, '', '', '', 0
	FROM ratings r JOIN rating_acts a ON a.id = r.act WHERE r.source = 'active' AND a.item <> 0;
