// Package data is the real data that the program carries: regions, holidays, the sample catalogue, the
// texts of the notices that every service sends, the profiles of cities. Where each file comes from is
// told in docs/data.md. What only one service needs lies with it, in its seed folder.
package data

import "embed"

// Files are the embedded files.
//
//go:embed *.csv cities/*.json items_full/*.json
var Files embed.FS
