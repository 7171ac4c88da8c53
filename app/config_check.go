package app

import (
	"errors"

	"wuyou/kit/db"
)

// check refuses settings that no command can work with, in words that name the flag. What is secret is not repeated.
func (c *Config) check() error {
	if c.DB != "" && !db.IsPostgres(c.DB) {
		return errors.New("--db 应为 postgres:// 或 postgresql:// 开头的地址，例如 postgres://用户@主机:5432/库名；用 SQLite 就不填")
	}
	return nil
}
