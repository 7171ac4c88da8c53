-- +goose Up
-- Open cases keep the telephone number that they have: what an account filed follows the account, all else the number in the book.
INSERT INTO case_contacts (case_id, person_id, phone_sealed, account_id)
	SELECT c.id, c.applicant, p.phone_sealed, CASE WHEN c.channel = 'online' THEN COALESCE(a.id, 0) ELSE 0 END
	FROM cases c JOIN persons p ON p.id = c.applicant LEFT JOIN accounts a ON a.person_id = p.id
	WHERE c.closed_at = 0 AND c.applicant <> 0 AND (p.phone_sealed <> '' OR c.channel = 'online' AND a.id IS NOT NULL);
