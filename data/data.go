// Package data is the real data that the program carries: regions, holidays, the sample catalogue,
// terms, reminders, the texts of notices and documents, the profiles of cities. Where each file comes
// from is told in docs/data.md.
package data

import "embed"

// Files are the embedded files.
//
//go:embed *.csv cities/*.json documents/*.txt items_full/*.json
var Files embed.FS
