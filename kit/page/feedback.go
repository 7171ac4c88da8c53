package page

// Note is something to know, in a box.
type Note struct {
	Kind  string // "" to know, act (the reader is to do something), late (overdue, wrong), done
	Title string
	Text  string
	Links []Link
}

// Tag is a short mark on a thing.
type Tag struct {
	Label string
	Kind  string // "", blue, ok, act
}

// Empty stands where there is nothing to list, and says what to do instead.
type Empty struct {
	Title, Text string
	Link        Link
}

// Dialog asks before something that cannot be taken back. Act.Opens opens it; without JavaScript the
// link leads to a page that asks the same.
type Dialog struct {
	ID, Title, Text string
	Form            Form
	Close           string // label of the way out; “返回” if empty
}

// CloseLabel is the label of the way out.
func (d Dialog) CloseLabel() string {
	if d.Close == "" {
		return "返回"
	}
	return d.Close
}

// Progress is how far a long task has come.
type Progress struct {
	ID    string // of the region; needed with Poll
	Label string
	Done  int
	Of    int
	Words string // “已导入 320 / 1,000 行”
	Poll  int    // seconds after which the region is asked for again; 0 when finished
}

// Keys is the line of shortcuts under a screen that is worked by keyboard.
type Keys struct {
	Items []Key
}

// Key is one shortcut.
type Key struct {
	Keys  []string // as in Act.Key
	Label string
}

// Caps are the shortcuts as printed on keys.
func (k Key) Caps() []string {
	var all []string
	for _, key := range k.Keys {
		all = append(all, caps(key))
	}
	return all
}

// Faces asks how satisfied a person is: five levels of the same size and colour, none chosen before.
type Faces struct {
	Name, Label string
	Items       []Face
	Error       string
}

// Ident is the id of the first level, to which the error summary leads.
func (f Faces) Ident() string { return "f-" + f.Name }

// Errors says that no level was chosen, with the way to the faces.
func (f Faces) Errors() ErrorSummary {
	if f.Error == "" {
		return ErrorSummary{}
	}
	return ErrorSummary{Links: []Link{{Href: "#" + f.Ident(), Label: f.Error}}}
}

// Face is one level.
type Face struct {
	Value, Label string
	Mood         int  // 5 very satisfied … 1 very dissatisfied
	Chosen       bool // by the reader, before a failure elsewhere in the form
}

// Queue is a line that people wait in, to choose at a kiosk.
type Queue struct {
	Href, Letter, Label, Note string
	Wait, About               string // 6 人在等, 约 18 分钟
}

// Tile is a place on a board, coloured by its worst deadline.
type Tile struct {
	Href, Label, Note string
	Lamp              string // "", yellow or red; Note says it in words
}
