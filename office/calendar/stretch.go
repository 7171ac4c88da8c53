package calendar

// stretch is a clock worked out: the stretch between two stops in which it runs now, or ran when it
// was stopped for good or ran out.
//
// A term that ends with a day is counted in days from day zero, which does not count itself: the day
// of the receipt, then the day of each resumption. A stop uses up the days strictly between day zero
// and the day of the stop; the rest is counted again from the resumption. Any other term is counted in
// milliseconds. A stop before the due time always leaves the last day, and a stop after it changes
// nothing.
type stretch struct {
	c       *Calendar
	term    Term
	from    int64 // when the stretch began
	zero    int   // its day zero
	total   int64 // the whole term with its extension: days or milliseconds
	left    int64 // of total, when the stretch began
	used    int64 // in the stretches before
	last    int   // the day on which the term ends, before it is moved off a rest day
	due     int64
	stops   int // how many stops took effect
	stopped bool
}

// work works the clock out.
func (cl Clock) work(c *Calendar) stretch {
	st := stretch{c: c, term: cl.Term, zero: cl.zero(c)}
	n := int64(cl.Term.N + cl.Extra)
	switch cl.Term.Unit {
	case Workday, NaturalDay:
		st.total = n
	case Month:
		st.total = int64(addMonths(st.zero, int(n)) - st.zero)
	case SameDay:
		st.total = 1 + int64(cl.Extra)
	case AtOnce:
		st.total = n * millisMinute
		if n == 0 {
			st.total = 1
		}
	case Minute:
		st.total = n * millisMinute
	case Hour, WorkHour:
		st.total = n * 60 * millisMinute
	default:
		panic("calendar: a clock was started on a term of unit " + string(cl.Term.Unit))
	}
	st.left = st.total
	st.begin(cl.Start, st.zero)
	for _, s := range cl.Stops {
		if s.From > st.due {
			break
		}
		n := st.elapsed(s.From)
		st.used += n
		st.left -= n
		st.stops++
		if s.To == 0 {
			st.stopped = true
			break
		}
		st.begin(s.To, max(st.zero, cl.Term.zero(c, s.To)))
	}
	return st
}

// zero is day zero of the clock.
func (cl Clock) zero(c *Calendar) int {
	if cl.Counter && (cl.Term.Unit == Workday || cl.Term.Unit == NaturalDay || cl.Term.Unit == Month) {
		return c.officeDay(cl.Start, c.hours.Close)
	}
	return cl.Term.zero(c, cl.Start)
}

// zero is day zero of a stretch that begins at ms: its day, or the working day before the day on which
// a same-day matter is to be done.
func (t Term) zero(c *Calendar, ms int64) int {
	switch t.Unit {
	case SameDay:
		return c.add(c.officeDay(ms, c.hours.Cutoff), -1)
	case AtOnce:
		return c.add(c.officeDay(ms, c.hours.Close), -1)
	}
	return serialAt(ms)
}

// begin starts a stretch with what is left.
func (st *stretch) begin(ms int64, zero int) {
	st.from, st.zero = ms, zero
	switch {
	case st.term.byDay():
		st.last = zero + int(st.left)
		if !st.term.natural() {
			st.last = st.c.add(zero, int(st.left))
		}
		end := st.term.Close
		if end == 0 {
			end = st.c.hours.Close
		}
		st.due = end.on(st.c.next(st.last))
	case st.term.natural():
		st.due = ms + st.left
	default:
		st.due = st.c.afterOfficeTime(ms, st.left)
	}
}

// elapsed is what a stop at ms, before the due time, finds used up of this stretch: days, but not the
// last one, or milliseconds.
func (st *stretch) elapsed(ms int64) int64 {
	if st.term.byDay() {
		return min(int64(st.days(st.zero, serialAt(ms)-1)), st.left-1)
	}
	return st.running(st.from, ms)
}

// days counts the days of the term after a, up to and with b; none if b is not after a.
func (st *stretch) days(a, b int) int {
	if st.term.natural() {
		return max(0, b-a)
	}
	return st.c.between(a, b+1)
}

// remaining is Left, in days or minutes.
func (st *stretch) remaining(now int64) int {
	today := serialAt(now)
	switch late := now > st.due; {
	case st.stopped && st.term.byDay():
		return int(st.left)
	case st.stopped:
		return minutes(st.left)
	case st.term.byDay() && late:
		return -max(1, st.days(serialAt(st.due), today))
	case st.term.byDay():
		return st.days(max(st.zero, today), serialAt(st.due))
	case late:
		return -max(1, minutes(st.running(st.due, now)))
	}
	return minutes(st.running(max(now, st.from), st.due))
}

// spent is Used, in days or whole minutes.
func (st *stretch) spent(now int64) int {
	n := st.used
	switch {
	case st.stopped || now < st.from:
	case st.term.byDay():
		n += int64(st.days(st.zero, serialAt(now)))
	default:
		n += st.running(st.from, now)
	}
	if st.term.byDay() {
		return int(n)
	}
	return int(n / millisMinute)
}

// running is how much a term by the clock runs from a to b, in milliseconds.
func (st *stretch) running(a, b int64) int64 {
	if st.term.natural() {
		return b - a
	}
	return st.c.officeTime(a, b)
}

// minutes rounds up, so that what is left is never told as nothing before it is.
func minutes(ms int64) int { return int((ms + millisMinute - 1) / millisMinute) }
