package db

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	driver "modernc.org/sqlite"
	lite "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// liteFile is a file, and what is said to SQLite of it when it is opened.
type liteFile struct {
	name string
	uri  string   // how it is opened: mode=ro
	all  []string // pragmas of every connection
}

func (f liteFile) address() string {
	return "file:" + (&url.URL{Path: f.name}).EscapedPath() + "?" + f.uri
}

// open opens a connection.
func (f liteFile) open(pragmas ...string) (*sqliteConn, error) {
	conn, err := lite.OpenConn(f.address(), lite.OpenReadWrite, lite.OpenCreate, lite.OpenURI)
	if err != nil {
		return nil, err
	}
	conn.SetBusyTimeout(busyMost)
	for _, p := range slices.Concat(f.all, pragmas) {
		if err := sqlitex.ExecuteTransient(conn, "PRAGMA "+p, nil); err != nil {
			conn.Close()
			return nil, err
		}
	}
	return &sqliteConn{conn: conn, stmts: map[string]*liteStmt{}}, nil
}

// sqliteConn is a connection with its prepared statements. It runs one statement at a time. What runs on the writer's runs to its end even when
// the caller has gone: an interrupted statement would roll back the whole group.
type sqliteConn struct {
	conn  *lite.Conn
	stmts map[string]*liteStmt
	open  bool          // it is the writer's within a transaction
	stop  chan struct{} // of a connection that may be interrupted (within): closing it ends what runs
}

// errUndone is a transaction that SQLite has undone on an error, which its function did not pass on: what it writes afterwards would stay.
var errUndone = errors.New("SQLite has undone the transaction by itself")

// stmtsMost is how many statements a connection keeps: lists of many lengths and filters make ever new ones.
const stmtsMost = 500

// liteStmt is a prepared statement.
type liteStmt struct {
	*lite.Stmt
	args []int // the number of the argument of each parameter, from 0
	last int   // how many arguments it takes
	cols []string

	large bool // an argument is
	busy  bool // its rows are read
}

// start makes a statement ready to be stepped.
func (c *sqliteConn) start(text string, args []any) (*liteStmt, error) {
	if c.open && c.conn.AutocommitEnabled() {
		return nil, errUndone
	}
	s := c.stmts[text]
	if s == nil {
		var err error
		if s, err = c.prepare(text); err != nil {
			return nil, err
		}
		c.shed()
		c.stmts[text] = s
	}
	if s.busy {
		return nil, errors.New("a query is run again while its rows are read")
	}
	if len(args) != s.last {
		return nil, fmt.Errorf("%d arguments for %d", len(args), s.last)
	}
	for i, n := range s.args {
		if err := s.bind(i+1, args[n]); err != nil {
			return nil, fmt.Errorf("argument $%d: %w", n+1, err)
		}
	}
	return s, nil
}

func (c *sqliteConn) prepare(text string) (*liteStmt, error) {
	fresh, err := c.conn.Prepare(text)
	if err != nil {
		return nil, err
	}
	s := &liteStmt{Stmt: fresh, args: make([]int, fresh.BindParamCount()), cols: make([]string, fresh.ColumnCount())}
	for i := range s.args {
		n, err := strconv.Atoi(strings.TrimPrefix(fresh.BindParamName(i+1), "$"))
		if err != nil {
			return nil, fmt.Errorf("parameter %q", fresh.BindParamName(i+1))
		}
		s.args[i], s.last = n-1, max(s.last, n)
	}
	for i := range s.cols {
		s.cols[i] = fresh.ColumnName(i)
	}
	return s, nil
}

// shed lets all statements go that nobody reads, once there are too many.
func (c *sqliteConn) shed() {
	if len(c.stmts) < stmtsMost {
		return
	}
	for text, s := range c.stmts {
		if !s.busy {
			s.Finalize()
			delete(c.stmts, text)
		}
	}
}

func (s *liteStmt) bind(i int, arg any) error {
	switch v := arg.(type) {
	case string:
		s.BindText(i, v)
		s.large = s.large || len(v) > large
	case int64:
		s.BindInt64(i, v)
	case int:
		s.BindInt64(i, int64(v))
	case bool:
		s.BindBool(i, v)
	case []byte:
		s.BindBytes(i, v)
		s.large = s.large || len(v) > large
	case float64:
		s.BindFloat(i, v)
	case nil:
		s.BindNull(i)
	default:
		switch r := reflect.ValueOf(arg); {
		case r.Kind() == reflect.String:
			s.BindText(i, r.String())
		case r.CanInt():
			s.BindInt64(i, r.Int())
		case r.CanUint() && r.Uint() <= math.MaxInt64:
			s.BindInt64(i, int64(r.Uint()))
		case r.Kind() == reflect.Bool:
			s.BindBool(i, r.Bool())
		case r.CanFloat():
			s.BindFloat(i, r.Float())
		default:
			return fmt.Errorf("a value of type %T cannot be kept", arg)
		}
	}
	return nil
}

// end makes the statement ready to be run again. Its arguments stay, as clearing them may have SQLite plan it anew; large ones go.
func (s *liteStmt) end() {
	s.busy = false
	s.Reset() // its error is that of the last step
	if s.large {
		s.ClearBindings()
		s.large = false
	}
}

// large is from when on the memory of an argument is not held until the statement runs again.
const large = 1 << 16

func (c *sqliteConn) exec(ctx context.Context, text string, args []any) error {
	_, err := c.affect(ctx, text, args)
	return err
}

func (c *sqliteConn) hit(ctx context.Context, text string, args []any) error {
	n, err := c.affect(ctx, text, args)
	if err == nil && n == 0 {
		err = ErrNone
	}
	return err
}

func (c *sqliteConn) affect(_ context.Context, text string, args []any) (int64, error) {
	s, err := c.start(text, args)
	if err != nil {
		return 0, err
	}
	defer s.end()
	for more := true; more; {
		if more, err = s.Step(); err != nil {
			return 0, keyTaken(err)
		}
	}
	return int64(c.conn.Changes()), nil
}

func (c *sqliteConn) query(_ context.Context, text string, args []any) (rows, error) {
	return c.rows(text, args)
}

// rows runs a query up to its first row.
func (c *sqliteConn) rows(text string, args []any) (*liteRows, error) {
	s, err := c.start(text, args)
	if err != nil {
		return nil, err
	}
	r := &liteRows{liteStmt: s}
	s.busy = true
	if r.row, r.broken = s.Step(); r.broken != nil {
		s.end()
		return nil, keyTaken(r.broken)
	}
	return r, nil
}

func (c *sqliteConn) close() error { return c.conn.Close() }

// interruptible lets what runs on the connection be ended (within).
func (c *sqliteConn) interruptible() {
	c.stop = make(chan struct{})
	c.conn.SetInterrupt(c.stop)
}

// within ends what runs on the connection when a context does, until done is called. done makes the error of an interrupt that of the context.
func (c *sqliteConn) within(ctx context.Context) (done func(error) error) {
	stop := c.stop
	undo := context.AfterFunc(ctx, func() { close(stop) })
	return func(err error) error {
		if !undo() { // it has ended: what runs next is not to be interrupted by that
			<-stop
			c.interruptible()
		}
		return told(ctx, err)
	}
}

// told is the error of a context where SQLite was interrupted by its end.
func told(ctx context.Context, err error) error {
	if lite.ErrCode(err) == lite.ResultInterrupt && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// resultOf is what SQLite says of an error; that of a migration comes by another driver.
func resultOf(err error) lite.ResultCode {
	if of, ok := errors.AsType[*driver.Error](err); ok {
		return lite.ResultCode(of.Code())
	}
	return lite.ErrCode(err)
}

// keyTaken marks the error of a unique key that has its row already.
func keyTaken(err error) error {
	switch lite.ErrCode(err) {
	case lite.ResultConstraintUnique, lite.ResultConstraintPrimaryKey, lite.ResultConstraintRowID:
		return fmt.Errorf("%w: %w", ErrTaken, err)
	}
	return err
}

// liteRows are the rows of a query.
type liteRows struct {
	*liteStmt
	row    bool // it stands on a row
	given  bool // which next has said
	broken error
	ctx    context.Context // whose end interrupts them; nil: nobody's does
	done   func()          // called once when they are closed; nil: nobody waits for it
}

func (r *liteRows) names() ([]string, error) { return r.cols, nil }

func (r *liteRows) next() bool {
	if r.row && r.given {
		r.row, r.broken = r.Step()
	}
	r.given = true
	return r.row
}

func (r *liteRows) err() error {
	if r.ctx != nil {
		return told(r.ctx, r.broken)
	}
	return keyTaken(r.broken)
}

func (r *liteRows) close() {
	if r.liteStmt == nil {
		return
	}
	r.end()
	r.liteStmt = nil
	if r.done != nil {
		r.done()
	}
}

func (r *liteRows) scan(dest ...any) error {
	if len(dest) != len(r.cols) {
		return fmt.Errorf("%d places for %d columns", len(dest), len(r.cols))
	}
	for i, d := range dest {
		if err := r.cell(i, d); err != nil {
			return fmt.Errorf("column %s: %w", r.cols[i], err)
		}
	}
	return nil
}

// cell reads a column into what dest points to. A value that is not of its kind, and none where dest takes none, is an error.
func (r *liteRows) cell(i int, dest any) error {
	kind := r.ColumnType(i)
	switch d := dest.(type) {
	case *string:
		if kind == lite.TypeText {
			*d = r.ColumnText(i)
			return nil
		}
	case *int64:
		if kind == lite.TypeInteger {
			*d = r.ColumnInt64(i)
			return nil
		}
	case *bool:
		if n := r.ColumnInt64(i); kind == lite.TypeInteger && (n == 0 || n == 1) {
			*d = n == 1
			return nil
		}
	case *any:
		*d = r.value(i, kind)
		return nil
	case *[]byte:
		if kind == lite.TypeNull {
			*d = nil
			return nil
		}
		b := make([]byte, r.ColumnLen(i))
		r.ColumnBytes(i, b)
		*d = b
		return nil
	}
	to := reflect.ValueOf(dest).Elem()
	switch {
	case kind == lite.TypeText && to.Kind() == reflect.String:
		to.SetString(r.ColumnText(i))
	case kind == lite.TypeInteger && to.CanInt() && !to.OverflowInt(r.ColumnInt64(i)):
		to.SetInt(r.ColumnInt64(i))
	default:
		return assign(to, r.value(i, kind))
	}
	return nil
}

func (r *liteRows) value(i int, kind lite.ColumnType) any {
	switch kind {
	case lite.TypeInteger:
		return r.ColumnInt64(i)
	case lite.TypeText:
		return r.ColumnText(i)
	case lite.TypeFloat:
		return r.ColumnFloat(i)
	case lite.TypeBlob:
		b := make([]byte, r.ColumnLen(i))
		r.ColumnBytes(i, b)
		return b
	}
	return nil
}

// assign sets a variable to a value of the database, as database/sql would.
func assign(to reflect.Value, v any) (err error) {
	if to.Kind() == reflect.Pointer {
		if v == nil {
			to.SetZero()
			return nil
		}
		to.Set(reflect.New(to.Type().Elem()))
		return assign(to.Elem(), v)
	}
	if v == nil {
		return fmt.Errorf("there is no value for a %s", to.Type())
	}
	text := fmt.Sprint(v)
	if b, ok := v.([]byte); ok {
		text = string(b)
	}
	switch {
	case to.Kind() == reflect.String:
		to.SetString(text)
	case to.CanInt():
		var n int64
		if n, err = strconv.ParseInt(text, 10, to.Type().Bits()); err == nil {
			to.SetInt(n)
		}
	case to.Kind() == reflect.Bool:
		var b bool
		if b, err = strconv.ParseBool(text); err == nil {
			to.SetBool(b)
		}
	case to.CanFloat():
		var f float64
		if f, err = strconv.ParseFloat(text, to.Type().Bits()); err == nil {
			to.SetFloat(f)
		}
	default:
		err = fmt.Errorf("a %T cannot become a %s", v, to.Type())
	}
	return err
}

// sqliteReader reads on a few connections, each of which is one query's until its rows are closed.
type sqliteReader struct {
	file  liteFile
	more  []string      // pragmas of its connections
	slots chan struct{} // one for each connection that is used

	mu     sync.Mutex
	free   []*sqliteConn // the last used last: its pages are warm
	closed bool
}

func (p *sqliteReader) take(ctx context.Context) (*sqliteConn, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	closed, n := p.closed, len(p.free)
	var c *sqliteConn
	if n > 0 {
		c, p.free = p.free[n-1], p.free[:n-1]
	}
	p.mu.Unlock()
	if closed {
		<-p.slots
		return nil, errors.New("the database is closed")
	}
	if c != nil {
		return c, nil
	}
	c, err := p.file.open(p.more...)
	if err != nil {
		<-p.slots
		return nil, err
	}
	c.interruptible()
	return c, nil
}

func (p *sqliteReader) give(c *sqliteConn) {
	p.mu.Lock()
	closed := p.closed || !c.conn.AutocommitEnabled() // a transaction that could not be ended ends with its connection
	if !closed {
		p.free = append(p.free, c)
	}
	p.mu.Unlock()
	if closed {
		c.close()
	}
	<-p.slots
}

// close ends the connections; one that is used ends when its rows are closed.
func (p *sqliteReader) close() (err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.free {
		err = errors.Join(err, c.close())
	}
	p.free = nil
	return err
}

var errReadOnly = errors.New("a write outside a transaction")

func (p *sqliteReader) exec(context.Context, string, []any) error { return errReadOnly }

func (p *sqliteReader) hit(context.Context, string, []any) error { return errReadOnly }

func (p *sqliteReader) affect(context.Context, string, []any) (int64, error) { return 0, errReadOnly }

// query runs a query that ends with its context.
func (p *sqliteReader) query(ctx context.Context, text string, args []any) (rows, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	done := c.within(ctx)
	r, err := c.rows(text, args)
	if err != nil {
		err = done(err)
		p.give(c)
		return nil, err
	}
	r.ctx, r.done = ctx, func() {
		done(nil)
		p.give(c)
	}
	return r, nil
}
