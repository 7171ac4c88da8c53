-- +goose Up
-- Which files of a case a member of staff may see today, as the audit log says since when and why. Older days are removed.
CREATE TABLE file_looks (
	day      BIGINT NOT NULL,
	staff_id BIGINT NOT NULL,
	file_id  BIGINT NOT NULL,
	PRIMARY KEY (day, staff_id, file_id)
) /* CLUSTERED */;
