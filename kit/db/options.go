package db

import "cmp"

// Options are what an installation may tune. What is zero is the default (DefaultOptions).
type Options struct {
	Patience    Patience // how long PostgreSQL is waited for
	Connections int32    // to PostgreSQL at most, for transactions and as many for single reads; 0 is what the address says
	Plans       string   // plan_cache_mode of PostgreSQL
	WriterCache int64    // pages of SQLite that the writer keeps, MB
	ReaderCache int64    // the same of each of the readers, MB
}

// DefaultOptions have a statement planned once: ours name the index they mean, and planning costs more than most of them. A database
// that is spread over several servers cannot plan so and needs "auto".
var DefaultOptions = Options{Patience: DefaultPatience, Plans: "force_generic_plan", WriterCache: 32, ReaderCache: 8}

// orDefault fills what is zero.
func (o Options) orDefault() Options {
	if o.Patience == (Patience{}) {
		o.Patience = DefaultPatience
	}
	o.Plans = cmp.Or(o.Plans, DefaultOptions.Plans)
	o.WriterCache, o.ReaderCache = cmp.Or(o.WriterCache, DefaultOptions.WriterCache), cmp.Or(o.ReaderCache, DefaultOptions.ReaderCache)
	return o
}
