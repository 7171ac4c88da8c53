package province

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"wuyou/kit/gm"
)

// Platform takes ratings, keeps what is right and remembers what was wrong.
type Platform struct {
	set Settings

	mu       sync.Mutex
	kept     map[string]Kept   // by source and key
	numbers  map[string]string // source, case and number of the evaluation → key
	refused  []Refusal
	twice    int // items that were told again
	letters  int // batches that could be read
	unread   int // letters and requests that could not
	tokens   map[string]time.Time
	failing  Failure
	times    int // how often yet; -1: until told otherwise
	strikes  int
	file     *os.File
	stranger *gm.Shared // secrets that nobody shares
}

// Kept is an item that was taken.
type Kept struct {
	Source string    `json:"source"`
	Item   Item      `json:"item"`
	Day    string    `json:"day"` // on which it was rated, or changed
	At     time.Time `json:"at"`  // when it was taken
}

// Refusal is an item, or a whole request, that was not taken.
type Refusal struct {
	At     time.Time `json:"at"`
	Source string    `json:"source,omitempty"`
	Key    string    `json:"key,omitempty"`
	ProjNo string    `json:"projNo,omitempty"`
	Faults []Fault   `json:"faults"`
}

// Result is the answer to one item.
type Result struct {
	Key    string `json:"key"`
	Status string `json:"status"` // ok, exists, refused
	Fault
}

// The answers.
const (
	took   = "ok"
	exists = "exists"
	no     = "refused"
)

const file = "evaluations.jsonl"

// New makes a platform; what its folder holds it has taken before.
func New(set Settings) (*Platform, error) {
	if set.Life == 0 {
		set.Life = 30 * time.Minute
	}
	if set.Best != 1 && set.Best != 5 {
		return nil, errors.New("the best level is 5 or 1")
	}
	p := &Platform{set: set, kept: map[string]Kept{}, numbers: map[string]string{}, tokens: map[string]time.Time{}}
	var err error
	if p.stranger, err = gm.NewShared(strings.Repeat("5a", 16), strings.Repeat("a5", 16)); err != nil || set.Dir == "" {
		return p, err
	}
	if err := os.MkdirAll(set.Dir, 0o700); err != nil {
		return nil, err
	}
	return p, p.load(filepath.Join(set.Dir, file))
}

// load reads what was kept. A last line that a crash cut off was never acknowledged and is dropped.
func (p *Platform) load(name string) error {
	b, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	whole := int64(0)
	for line := range strings.Lines(string(b)) {
		var k Kept
		if !strings.HasSuffix(line, "\n") {
			break
		}
		if err := json.Unmarshal([]byte(line), &k); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		p.remember(k)
		whole += int64(len(line))
	}
	if p.file, err = os.OpenFile(name, os.O_CREATE|os.O_WRONLY, 0o600); err != nil {
		return err
	}
	if err := p.file.Truncate(whole); err != nil {
		return err
	}
	_, err = p.file.Seek(whole, 0)
	return err
}

// Close ends the platform's use of its folder.
func (p *Platform) Close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}

func (p *Platform) remember(k Kept) {
	p.kept[k.Source+" "+k.Item.Key] = k
	if n := k.number(); n != "" {
		p.numbers[n] = k.Item.Key
	}
}

// number names an evaluation by its case: the n-th of that case.
func (k Kept) number() string {
	if k.Item.Evaluation == nil {
		return ""
	}
	return fmt.Sprintf("%s %s %d", k.Source, k.Item.Evaluation.ProjNo, k.Item.Evaluation.AssessNumber)
}

// Take takes the items of a batch and answers each.
func (p *Platform) Take(source string, items []Item) ([]Result, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var results []Result
	var fresh []Kept
	p.letters++
	for _, it := range items {
		r, k := p.take(source, it)
		if r.Status == took {
			p.remember(k)
			fresh = append(fresh, k)
		}
		results = append(results, r)
	}
	return results, p.write(fresh)
}

func (p *Platform) take(source string, it Item) (Result, Kept) {
	k := Kept{Source: source, Item: it, At: p.set.Now()}
	if old, ok := p.kept[source+" "+it.Key]; ok {
		p.twice++
		if f, differs := differs(old.Item, it); differs {
			p.refused = append(p.refused, Refusal{k.At, source, it.Key, projNo(it), []Fault{f}})
		}
		return Result{Key: it.Key, Status: exists}, k
	}
	faults := p.set.examine(it, source)
	if len(faults) == 0 {
		faults = p.contradicts(k)
	}
	if len(faults) > 0 {
		p.refused = append(p.refused, Refusal{k.At, source, it.Key, projNo(it), faults})
		return Result{Key: it.Key, Status: no, Fault: faults[0]}, k
	}
	when := ""
	if it.Evaluation != nil {
		when = it.Evaluation.EvaluateTime
	} else {
		when = it.Change.Time
	}
	k.Day = when[:len("2006-01-02")]
	return Result{Key: it.Key, Status: took}, k
}

// differs says when the same key comes with another rating: one of the two is wrong at the sender's.
func differs(old, it Item) (Fault, bool) {
	a, b := old.Evaluation, it.Evaluation
	if old.Kind != it.Kind || a != nil && b != nil && (a.ProjNo != b.ProjNo || a.Satisfaction != b.Satisfaction || a.EvaluateTime != b.EvaluateTime ||
		a.AssessNumber != b.AssessNumber) {
		return Fault{"key", conflict, "同一个记录标识，两次内容不同；以先收到的为准"}, true
	}
	return Fault{}, false
}

func (p *Platform) contradicts(k Kept) []Fault {
	if n := k.number(); n != "" {
		if other, ok := p.numbers[n]; ok {
			return []Fault{{"assessNumber", duplicate, "这个办件的第 " + fmt.Sprint(k.Item.Evaluation.AssessNumber) + " 次评价已经收到，记录标识是 " + other}}
		}
		return nil
	}
	of, ok := p.kept[k.Source+" "+k.Item.Change.Of]
	switch {
	case !ok || of.Item.Evaluation == nil:
		return []Fault{{"change.of", unknown, "没有收到过这条评价"}}
	case of.Item.Evaluation.ProjNo != k.Item.Change.ProjNo:
		return []Fault{{"change.projNo", conflict, "和评价的办件编号不一致"}}
	case k.Item.Change.Time < of.Item.Evaluation.EvaluateTime:
		return []Fault{{"change.time", order, "早于评价时间 " + of.Item.Evaluation.EvaluateTime}}
	}
	return nil
}

func projNo(it Item) string {
	switch {
	case it.Evaluation != nil:
		return it.Evaluation.ProjNo
	case it.Change != nil:
		return it.Change.ProjNo
	}
	return ""
}

// write adds to the file before anything is answered.
func (p *Platform) write(list []Kept) error {
	if p.file == nil || len(list) == 0 {
		return nil
	}
	w := bufio.NewWriter(p.file)
	for _, k := range list {
		b, err := json.Marshal(k)
		if err != nil {
			return err
		}
		w.Write(append(b, '\n'))
	}
	return errors.Join(w.Flush(), p.file.Sync())
}

// wrong remembers a request that could not be read.
func (p *Platform) wrong(source, code, message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unread++
	p.refused = append(p.refused, Refusal{At: p.set.Now(), Source: source, Faults: []Fault{{"", code, message}}})
}

// Listed is one line of the list of a day.
type Listed struct {
	Key          string `json:"key"`
	Kind         string `json:"kind"`
	ProjNo       string `json:"projNo"`
	ServiceName  string `json:"serviceName,omitempty"`
	Satisfaction string `json:"satisfaction,omitempty"`
	Time         string `json:"time"`
}

// Day is what was taken of a source ("" of all) that happened on a day, by key.
func (p *Platform) Day(source, day string) []Listed {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := []Listed{}
	for _, k := range p.kept {
		if k.Day != day || source != "" && k.Source != source {
			continue
		}
		l := Listed{Key: k.Item.Key, Kind: k.Item.Kind, ProjNo: projNo(k.Item)}
		if r := k.Item.Evaluation; r != nil {
			l.ServiceName, l.Satisfaction, l.Time = r.ServiceName, r.Satisfaction, r.EvaluateTime
		} else {
			l.Time = k.Item.Change.Time
		}
		list = append(list, l)
	}
	slices.SortFunc(list, func(a, b Listed) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// Report is what the platform has seen.
type Report struct {
	Taken   int            `json:"taken"`
	Twice   int            `json:"again"`   // told again, and not kept twice
	Batches int            `json:"batches"` // that could be read
	Unread  int            `json:"unread"`  // requests that could not
	Strikes int            `json:"strikes"` // requests that were made to fail
	Failing string         `json:"failing"` // the failure that is set
	Codes   map[string]int `json:"codes"`   // findings by code
	Days    map[string]int `json:"days"`    // items by day
	Refused []Refusal      `json:"refused"` // the latest first
}

// refusedMost bounds the findings of a report.
const refusedMost = 500

// Report tells what was taken and what was wrong.
func (p *Platform) Report() Report {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := Report{Taken: len(p.kept), Twice: p.twice, Batches: p.letters, Unread: p.unread, Strikes: p.strikes, Failing: p.failing.Name,
		Codes: map[string]int{}, Days: map[string]int{}, Refused: []Refusal{}}
	for _, k := range p.kept {
		r.Days[k.Day]++
	}
	for _, one := range slices.Backward(p.refused) {
		for _, f := range one.Faults {
			r.Codes[f.Code]++
		}
		if len(r.Refused) < refusedMost {
			r.Refused = append(r.Refused, one)
		}
	}
	return r
}
